package io.github.dl4jregularizers.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.averaging.SmallNetworks;
import io.github.dl4jregularizers.dropout.Dropout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;

/** Members by seed, bootstrap samples, threads and resumed trainings. */
class EnsembleTrainerTest {

    private static final DataSet DATA = SmallNetworks.batch(DataType.FLOAT, 5, 20, 3);

    /** Members of even number are graphs; each has another width. */
    private static Model member(int number, long seed) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(new Sgd(0.1))
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(3)
                        .nOut(4 + number)
                        .activation(Activation.TANH)
                        .build())
                .layer(new OutputLayer.Builder()
                        .nIn(4 + number)
                        .nOut(2)
                        .dropOut(new Dropout(DropRate.of(0.3)))
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        network.init();
        return number % 2 == 0 ? network.toComputationGraph() : network;
    }

    private static EnsembleTrainer trainer() {
        return EnsembleTrainer.of(3, 7, EnsembleTrainerTest::member).epochs(2).batchSize(6);
    }

    private static List<INDArray> parameters(Ensemble ensemble) {
        return ensemble.networks().stream().map(Model::params).collect(Collectors.toList());
    }

    @Test
    void threadsDoNotChangeTheMembers() throws IOException {
        Ensemble one = trainer().train(DATA);
        Ensemble two = trainer().threads(2).train(DATA);
        assertThat(parameters(two)).isEqualTo(parameters(one));
        assertThat(one.predict(DATA.getFeatures()).shape()).containsExactly(20, 2);
        assertThat(parameters(trainer().bootstrap().train(DATA))).isNotEqualTo(parameters(one));
        Ensemble otherSeed = EnsembleTrainer.of(3, 8, EnsembleTrainerTest::member)
                .epochs(2)
                .batchSize(6)
                .train(DATA);
        assertThat(parameters(otherSeed)).isNotEqualTo(parameters(one));
    }

    /** Of N draws with replacement, (1 - 1/N)^N of the examples are missing on average. */
    @Test
    void bootstrapSamplesAreDrawnWithReplacement() {
        int size = 500;
        double missing = 0;
        int[] counts = new int[size];
        for (int seed = 0; seed < 40; seed++) {
            int[] drawn = MemberData.bootstrap(size, seed);
            assertThat(drawn).hasSize(size).isEqualTo(MemberData.bootstrap(size, seed));
            missing += size - Arrays.stream(drawn).distinct().count();
            Arrays.stream(drawn).forEach(example -> counts[example]++);
        }
        assertThat(missing / 40 / size).isCloseTo(Math.pow(1 - 1.0 / size, size), within(0.01));
        double squares = Arrays.stream(counts)
                        .mapToDouble(count -> Math.pow(count - 40, 2))
                        .sum()
                / size;
        assertThat(squares).as("variance of a count").isCloseTo(40, within(10.0));
    }

    @Test
    void eachEpochHasEveryExampleOnceInAnotherOrder() {
        List<DataSet> examples = DATA.asList();
        MemberData data = new MemberData(examples, MemberData.all(20), 6, 3);
        StringBuilder first = new StringBuilder();
        StringBuilder second = new StringBuilder();
        for (StringBuilder epoch : List.of(first, second)) {
            int count = 0;
            double sum = 0;
            data.reset();
            while (data.hasNext()) {
                DataSet batch = data.next();
                count += batch.numExamples();
                sum += batch.getFeatures().sumNumber().doubleValue();
                epoch.append(batch.getFeatures());
            }
            assertThat(count).isEqualTo(20);
            assertThat(sum).isCloseTo(DATA.getFeatures().sumNumber().doubleValue(), within(1e-4));
        }
        assertThat(first.toString()).isNotEqualTo(second.toString());
    }

    @Test
    void aResumedTrainingLoadsWhatIsThere(@TempDir Path folder) throws IOException {
        List<INDArray> all = parameters(trainer().resumable(folder).train(DATA));
        Path last = folder.resolve("member-2.graph.zip");
        Path second = folder.resolve("member-1.zip");
        assertThat(last).exists();
        Files.delete(second);
        long time = Files.getLastModifiedTime(last).toMillis();
        assertThat(parameters(trainer().resumable(folder).train(DATA))).isEqualTo(all);
        assertThat(second).exists();
        assertThat(Files.getLastModifiedTime(last).toMillis()).isEqualTo(time);
        assertThatThrownBy(() -> trainer().epochs(3).resumable(folder).train(DATA))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("settings of the members")
                .hasMessageContaining("epochs 2");
    }

    @Test
    void errorsNameTheMemberAndTheArgument() {
        EnsembleTrainer failing = EnsembleTrainer.of(2, 1, (number, seed) -> {
            if (number == 1) {
                throw new IllegalStateException("no memory");
            }
            return member(number, seed);
        });
        assertThatThrownBy(() -> failing.train(DATA))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Member 1 failed: no memory");
        assertThatThrownBy(
                        () -> EnsembleTrainer.of(1, 1, (number, seed) -> null).train(DATA))
                .hasMessageContaining("network of the factory must be given");
        assertThatThrownBy(() -> EnsembleTrainer.of(0, 1, EnsembleTrainerTest::member))
                .hasMessageContaining("members must be >= 1, but was 0");
        assertThatThrownBy(() -> EnsembleTrainer.of(1, 1, null)).hasMessageContaining("factory must be given");
        assertThatThrownBy(() -> trainer().epochs(0)).hasMessageContaining("epochs must be >= 1, but was 0");
        assertThatThrownBy(() -> trainer().batchSize(0)).hasMessageContaining("batchSize must be >= 1, but was 0");
        assertThatThrownBy(() -> trainer().threads(0)).hasMessageContaining("threads must be >= 1, but was 0");
        assertThatThrownBy(() -> trainer().resumable(null)).hasMessageContaining("directory must be given");
        assertThatThrownBy(() -> trainer().train(null)).hasMessageContaining("data must be given");
        assertThatThrownBy(() -> trainer().train(new DataSet()))
                .hasMessageContaining("number of examples must be >= 1, but was 0");
    }
}
