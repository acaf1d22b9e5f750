package io.github.dl4jregularizers.examples.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.examples.data.ChannelStatistics;
import io.github.dl4jregularizers.examples.data.ImageBatches;
import io.github.dl4jregularizers.examples.data.ImageData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

class EarlyStoppingTest {

    private static final int PATIENCE = 2;

    private final ImageData data = TinyRun.data(10);

    @TempDir
    private Path directory;

    /** Learns for two epochs, then diverges by a huge learning rate. */
    private static Model learnsThenUnlearns() {
        MapSchedule rate = new MapSchedule.Builder(ScheduleType.EPOCH)
                .add(0, 0.05)
                .add(2, 20)
                .add(3, 1e-6)
                .build();
        return TinyRun.stack(new Sgd(rate));
    }

    private static TrainingOptions.Builder options() {
        return TinyRun.options().epochs(20).patience(PATIENCE).augment(false);
    }

    @Test
    void stopsAfterPatienceAndRestoresTheBestEpoch() throws IOException {
        List<INDArray> parameters = new ArrayList<>();
        Model network = learnsThenUnlearns();
        TrainingResult result = new Trainer(options()
                        .onEpoch(log -> parameters.add(network.params().dup()))
                        .build())
                .train(network, data);
        assertThat(result.epoch()).isBetween(1, 2);
        assertThat(result.epochs()).hasSize(result.epoch() + PATIENCE);
        EpochLog best = result.epochs().get(result.epoch() - 1);
        assertThat(result.epochs())
                .allSatisfy(epoch -> assertThat(epoch.heldOut().accuracy())
                        .isLessThanOrEqualTo(best.heldOut().accuracy()));
        assertThat(network.params()).isEqualTo(parameters.get(result.epoch() - 1));
        assertThat(network.params()).isNotEqualTo(parameters.get(parameters.size() - 1));
        ImageBatches validation = ImageBatches.inOrder(data.validation(), ChannelStatistics.of(data.training()), 128);
        assertThat(Metrics.of(network, validation)).hasToString(best.heldOut().toString());
    }

    @Test
    void aResumedRunRestoresTheSameEpoch() throws IOException {
        Model whole = learnsThenUnlearns();
        TrainingResult expected = new Trainer(options().build()).train(whole, data);

        for (int epochs = 1; epochs < expected.epochs().size(); epochs++) {
            new Trainer(options()
                            .epochs(epochs)
                            .directory(directory)
                            .resume(epochs > 1)
                            .build())
                    .train(learnsThenUnlearns(), data);
        }
        Model resumed = learnsThenUnlearns();
        TrainingResult result =
                new Trainer(options().directory(directory).resume(true).build()).train(resumed, data);
        assertThat(result.epoch()).isEqualTo(expected.epoch());
        assertThat(result.epochs()).hasSameSizeAs(expected.epochs());
        assertThat(resumed.params()).isEqualTo(whole.params());
        assertThat(ModelSerializer.restoreMultiLayerNetwork(
                                directory.resolve("best.zip").toFile())
                        .params())
                .isEqualTo(whole.params());
    }

    @Test
    void bestFileOfAnotherEpochIsRefused() throws IOException {
        TrainingResult result = new Trainer(options().directory(directory).build()).train(learnsThenUnlearns(), data);
        assertThat(result.epoch()).isLessThan(result.epochs().size());
        Files.copy(directory.resolve("last.zip"), directory.resolve("best.zip"), StandardCopyOption.REPLACE_EXISTING);
        TrainingOptions resume = options().directory(directory).resume(true).build();
        assertThatThrownBy(() -> new Trainer(resume).train(learnsThenUnlearns(), data))
                .isInstanceOf(IOException.class)
                .hasMessage(directory.resolve("best.zip") + " is of epoch "
                        + result.epochs().size() + ", but the best was " + result.epoch());
    }

    @Test
    void needsAValidationSet() {
        assertThatThrownBy(() -> new Trainer(options().build()).train(learnsThenUnlearns(), TinyRun.data(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("validation images for early stopping must be >= 1, but was 0");
    }

    @Test
    void withoutPatienceTheLastEpochCounts() throws IOException {
        Model network = learnsThenUnlearns();
        TrainingResult result = new Trainer(options().patience(0).epochs(4).build()).train(network, data);
        assertThat(result.epoch()).isEqualTo(4);
        assertThat(result.epochs()).hasSize(4);
    }
}
