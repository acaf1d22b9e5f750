package io.github.dl4jregularizers.examples.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.examples.data.ImageData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.listeners.CollectScoresListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

class TrainerTest {

    private final ImageData data = TinyRun.data(0);

    @TempDir
    private Path directory;

    @Test
    void learnsAndLogs() throws IOException {
        TrainingOptions options =
                TinyRun.options().augment(false).epochs(10).directory(directory).build();
        TrainingResult result = new Trainer(options).train(TinyRun.stack(), data);
        EpochLog first = result.epochs().get(0);
        EpochLog last = result.epochs().get(9);
        assertThat(last.loss()).isLessThan(first.loss());
        assertThat(last.training().accuracy()).isGreaterThan(0.8);
        assertThat(last.imagesPerSecond() * last.seconds()).isCloseTo(TinyRun.TRAINING, within(1e-6));
        assertThat(result.gap())
                .isEqualTo(result.training().accuracy() - result.test().accuracy());
        assertThat(result.test()).hasToString(last.heldOut().toString());

        List<String> rows = Files.readAllLines(directory.resolve("epochs.csv"));
        assertThat(rows).hasSize(11);
        assertThat(rows.get(0))
                .isEqualTo("epoch,loss,training_accuracy,training_nll,training_ece,validation_accuracy,validation_nll,"
                        + "validation_ece,test_accuracy,test_nll,test_ece,images_per_second,seconds");
        assertThat(rows.get(10).split(","))
                .containsExactly(
                        "10",
                        "" + last.loss(),
                        "" + last.training().accuracy(),
                        "" + last.training().nll(),
                        "" + last.training().ece(),
                        "",
                        "",
                        "",
                        "" + last.heldOut().accuracy(),
                        "" + last.heldOut().nll(),
                        "" + last.heldOut().ece(),
                        "" + last.imagesPerSecond(),
                        "" + last.seconds());
    }

    /** 22 images in batches of 5: the last batch has 2, and its loss counts 2 / 22. */
    @Test
    void lossIsTheMeanOverImages() throws IOException {
        double[] sum = new double[1];
        BaseTrainingListener adding = new BaseTrainingListener() {
            @Override
            public void iterationDone(Model model, int iteration, int epoch) {
                sum[0] += model.score() * (iteration == 4 ? 2 : 5);
            }
        };
        TrainingResult result =
                new Trainer(TinyRun.options().epochs(1).listeners(adding).build()).train(TinyRun.graph(), data);
        assertThat(result.epochs().get(0).loss()).isCloseTo(sum[0] / 22, within(1e-12));
    }

    @Test
    void infiniteLossStopsAndLeavesTheLastGoodCheckpoint() throws IOException {
        TrainingOptions options = TinyRun.options().directory(directory).build();
        Path last = directory.resolve("last.zip");
        assertThatThrownBy(() -> new Trainer(options).train(explodingInThirdEpoch(), data))
                .isInstanceOf(DivergenceException.class)
                .hasMessageMatching("loss became (NaN|-?Infinity) in epoch 3, iteration \\d+"
                        + "; a lower learning rate may help; \\Q" + last + "\\E is from before this epoch");
        Checkpoint good = Checkpoint.read(last);
        assertThat(good.epochs()).hasSize(2);
        assertThat(good.network().params().sumNumber().doubleValue()).isFinite();
    }

    @Test
    void aParameterThatExplodesInTheLastStepIsSeen() {
        // One step an epoch: the loss of that step is still fine.
        TrainingOptions options = TinyRun.options().batchSize(22).build();
        Model network = TinyRun.stack(new Sgd(Double.MAX_VALUE));
        assertThatThrownBy(() -> new Trainer(options).train(network, data))
                .isInstanceOf(DivergenceException.class)
                .hasMessage("a parameter is no longer finite after epoch 1; a lower learning rate may help");
    }

    private static Model explodingInThirdEpoch() {
        return TinyRun.stack(new Sgd(new MapSchedule.Builder(ScheduleType.EPOCH)
                .add(0, 0.01)
                .add(2, Double.MAX_VALUE)
                .build()));
    }

    @Test
    void listenersAreThoseOfBeforeAgain() throws IOException {
        CollectScoresListener own = new CollectScoresListener(1);
        CollectScoresListener added = new CollectScoresListener(1);
        MultiLayerNetwork network = (MultiLayerNetwork) TinyRun.stack();
        network.setListeners(own);
        new Trainer(TinyRun.options().epochs(1).listeners(added).build()).train(network, data);
        assertThat(network.getListeners()).containsExactly(own);
        assertThat(own.getListScore().size()).isEqualTo(5);
        assertThat(added.getListScore().size()).isEqualTo(5);
    }

    @Test
    void showsNoBarWhereThereIsNoTerminal() throws IOException {
        PrintStream err = System.err;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            new Trainer(TinyRun.options().epochs(1).progress(true).build()).train(TinyRun.stack(), data);
        } finally {
            System.setErr(err);
        }
        assertThat(written.toString(StandardCharsets.UTF_8)).doesNotContain("img");
    }

    @Test
    void countsIterations() {
        assertThat(TinyRun.options().build().iterations(22)).isEqualTo(20);
        assertThat(TinyRun.options().build().iterations(25)).isEqualTo(20);
        assertThat(TinyRun.options().build().iterations(26)).isEqualTo(24);
    }

    @Test
    void refusesBadOptions() {
        assertThatThrownBy(() -> TinyRun.options().epochs(0)).hasMessage("epochs must be >= 1, but was 0");
        assertThatThrownBy(() -> TinyRun.options().batchSize(0)).hasMessage("batch size must be >= 1, but was 0");
        assertThatThrownBy(() -> TinyRun.options().patience(-1)).hasMessage("patience must be >= 0, but was -1");
        assertThatThrownBy(() -> new Trainer(TinyRun.options().build()).train(null, data))
                .hasMessage("model must be a MultiLayerNetwork or a ComputationGraph, but was null");
    }
}
