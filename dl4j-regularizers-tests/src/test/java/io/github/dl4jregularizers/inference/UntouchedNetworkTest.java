package io.github.dl4jregularizers.inference;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.Dropout;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** The network does not change, may continue to train, and any number of threads may predict. */
class UntouchedNetworkTest {

    private final MultiLayerNetwork network = network(DropRate.of(0.3));
    private final INDArray features = SmallNetworks.numbers(6, 4);
    private final INDArray labels = Nd4j.eye(3).castTo(DataType.DOUBLE).get(NDArrayIndex.indices(0, 1, 2, 0, 1, 2));

    private static MultiLayerNetwork network(DropRate rate) {
        return SmallNetworks.network(
                InputType.feedForward(4),
                new DenseLayer.Builder()
                        .nOut(5)
                        .activation(Activation.TANH)
                        .dropOut(new Dropout(rate))
                        .build(),
                new BatchNormalization(),
                new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build());
    }

    private static double[] numbers(INDArray array) {
        return array.dup('c').data().asDouble();
    }

    private INDArray mean(MonteCarloDropout sampler) {
        return sampler.predict(features).mean();
    }

    /** Parameters hold the statistics of normalization too. */
    @Test
    void parametersAndStatisticsKeepTheirBits() {
        network.fit(features, labels);
        double[] before = numbers(network.params());
        INDArray given = features.dup();
        double[] output = numbers(network.output(features));
        mean(MonteCarloDropout.of(network));
        assertThat(numbers(network.params())).isEqualTo(before);
        assertThat(numbers(features)).isEqualTo(numbers(given));
        assertThat(numbers(network.output(features))).isEqualTo(output);
    }

    @Test
    void trainsAsWithout() {
        MultiLayerNetwork other = network.clone();
        MonteCarloDropout sampler = MonteCarloDropout.of(network);
        for (int step = 1; step < 4; step++) {
            Nd4j.getRandom().setSeed(step);
            other.fit(features, labels);
            Nd4j.getRandom().setSeed(step);
            mean(sampler);
            network.fit(features, labels);
        }
        assertThat(numbers(network.params())).isEqualTo(numbers(other.params()));
    }

    @Test
    void laterTrainingIsSeen() {
        MonteCarloDropout sampler = MonteCarloDropout.of(network);
        INDArray before = mean(sampler);
        network.fit(features, labels);
        assertThat(before.distance2(mean(sampler))).isPositive();
        assertWithin("a new one", 0, mean(sampler), mean(MonteCarloDropout.of(network)));
        network.setParams(network.params().mul(0.5));
        assertWithin("other parameters", 0, mean(sampler), mean(MonteCarloDropout.of(network)));
    }

    /** Schedules go by the iterations of the network. */
    @Test
    void ratesAreThoseOfTheIteration() {
        MultiLayerNetwork scheduled = network(DropRate.scheduled(new MapSchedule.Builder(ScheduleType.ITERATION)
                .add(0, 0)
                .add(1, 0.3)
                .build()));
        MonteCarloDropout sampler = MonteCarloDropout.of(scheduled);
        assertThatThrownBy(() -> mean(sampler))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("No noise was drawn", "NoiseLayer");
        scheduled.fit(features, labels);
        MultiLayerNetwork constant = network(DropRate.of(0.3));
        constant.params().assign(scheduled.params());
        assertWithin("at iteration 1", 0, mean(sampler), mean(MonteCarloDropout.of(constant)));
    }

    @Test
    void restoredFromAFile() throws IOException {
        network.fit(features, labels);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ModelSerializer.writeModel(network, bytes, false);
        MultiLayerNetwork restored =
                ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(bytes.toByteArray()));
        assertWithin("restored", 0, mean(MonteCarloDropout.of(restored)), mean(MonteCarloDropout.of(network)));
    }

    /** A frozen layer draws nothing in training, and so nothing here. */
    @Test
    void frozenLayersDoNotDraw() {
        DenseLayer dropped = new DenseLayer.Builder()
                .nIn(4)
                .nOut(4)
                .dropOut(new Dropout(DropRate.of(0.5)))
                .build();
        OutputLayer output = new OutputLayer.Builder()
                .nIn(4)
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .build();
        MultiLayerNetwork frozen = new MultiLayerNetwork(
                SmallNetworks.builder().list(new FrozenLayer(dropped), output).build());
        frozen.init();
        assertThatThrownBy(() -> MonteCarloDropout.of(frozen))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("noise", "NoiseLayer", "frozen");
    }

    @Test
    void eightThreadsPredictWhatOneDoes() throws Exception {
        MonteCarloDropout sampler = MonteCarloDropout.of(network).samples(20);
        List<INDArray> batches =
                IntStream.range(0, 8).mapToObj(i -> features.mul(i)).collect(Collectors.toList());
        List<double[]> alone = batches.stream()
                .map(batch -> numbers(sampler.predict(batch).mean()))
                .collect(Collectors.toList());
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 5; round++) {
                List<Future<double[]>> together = threads.invokeAll(batches.stream()
                        .map(batch -> (Callable<double[]>)
                                () -> numbers(sampler.predict(batch).mean()))
                        .collect(Collectors.toList()));
                for (int i = 0; i < 8; i++) {
                    assertThat(together.get(i).get()).isEqualTo(alone.get(i));
                }
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void insideAWorkspaceOfTheCaller() {
        INDArray expected = mean(MonteCarloDropout.of(network));
        INDArray found;
        try (MemoryWorkspace open = Nd4j.getWorkspaceManager().getAndActivateWorkspace("callers")) {
            found = mean(MonteCarloDropout.of(network));
            assertThat(Nd4j.getMemoryManager().getCurrentWorkspace()).isSameAs(open);
        }
        assertThat(found.isAttached()).isFalse();
        assertWithin("after it was closed", 0, found, expected);
    }

    @Test
    void aFailureLeavesNothingBehind() {
        MonteCarloDropout sampler = MonteCarloDropout.of(network);
        INDArray expected = mean(sampler);
        List<String> workspaces = Nd4j.getWorkspaceManager().getAllWorkspacesIdsForCurrentThread();
        int threads = Thread.activeCount();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> mean(sampler.progress(done -> {
                        throw new UnsupportedOperationException("enough");
                    })))
                    .hasMessage("enough");
        }
        assertThat(Nd4j.getWorkspaceManager().getAllWorkspacesIdsForCurrentThread())
                .isEqualTo(workspaces);
        assertThat(Nd4j.getMemoryManager().getCurrentWorkspace()).isNull();
        assertThat(Thread.activeCount()).isEqualTo(threads);
        assertWithin("afterwards", 0, mean(sampler), expected);
    }
}
