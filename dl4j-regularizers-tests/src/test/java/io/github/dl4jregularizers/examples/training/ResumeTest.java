package io.github.dl4jregularizers.examples.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.augment.AdversarialExamples;
import io.github.dl4jregularizers.augment.Cutout;
import io.github.dl4jregularizers.augment.MixUp;
import io.github.dl4jregularizers.augment.RandAugment;
import io.github.dl4jregularizers.averaging.ExponentialMovingAverage;
import io.github.dl4jregularizers.averaging.ParameterAverage;
import io.github.dl4jregularizers.averaging.StochasticWeightAveraging;
import io.github.dl4jregularizers.ensemble.SnapshotEnsemble;
import io.github.dl4jregularizers.examples.data.ImageData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.NeuralNetwork;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

/** An interrupted run ends with the parameters, the updater state and the log of an uninterrupted one. */
class ResumeTest {

    @TempDir
    private Path directory;

    enum Kind {
        STACK(TinyRun::stack),
        GRAPH(TinyRun::graph);

        private final Supplier<Model> network;

        Kind(Supplier<Model> network) {
            this.network = network;
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoRunsAreTheSame(Kind kind) throws IOException {
        Model one = kind.network.get();
        new Trainer(TinyRun.options().build()).train(one, TinyRun.data(0));
        Model other = kind.network.get();
        new Trainer(TinyRun.options().build()).train(other, TinyRun.data(0));
        assertSameState(other, one);
        Model anotherSeed = kind.network.get();
        new Trainer(TinyRun.options().seed(12).build()).train(anotherSeed, TinyRun.data(0));
        assertThat(anotherSeed.params()).isNotEqualTo(one.params());
    }

    @ParameterizedTest
    @EnumSource
    void goesOnAfterAnEpoch(Kind kind) throws IOException {
        Model whole = kind.network.get();
        TrainingResult expected = new Trainer(TinyRun.options().build()).train(whole, TinyRun.data(0));

        new Trainer(TinyRun.options().epochs(2).directory(directory).build())
                .train(kind.network.get(), TinyRun.data(0));
        Model resumed = kind.network.get();
        TrainingResult result = new Trainer(
                        TinyRun.options().directory(directory).resume(true).build())
                .train(resumed, TinyRun.data(0));
        assertSameState(resumed, whole);
        assertSameLog(result, expected);
    }

    @ParameterizedTest
    @EnumSource
    void goesOnAfterAKillInsideAnEpoch(Kind kind) throws IOException {
        Model whole = kind.network.get();
        TrainingResult expected = new Trainer(TinyRun.options().build()).train(whole, TinyRun.data(0));

        for (int killedAt : new int[] {3, 7, 12}) {
            TrainingOptions.Builder options =
                    TinyRun.options().directory(directory).resume(killedAt > 3);
            assertThatThrownBy(() -> new Trainer(
                                    options.listeners(new Kill(killedAt)).build())
                            .train(kind.network.get(), TinyRun.data(0)))
                    .isInstanceOf(Kill.Killed.class);
        }
        Model resumed = kind.network.get();
        TrainingResult result = new Trainer(
                        TinyRun.options().directory(directory).resume(true).build())
                .train(resumed, TinyRun.data(0));
        assertSameState(resumed, whole);
        assertSameLog(result, expected);
        List<String> rows = Files.readAllLines(directory.resolve("epochs.csv"));
        assertThat(rows).hasSize(5);
        assertThat(rows.stream().skip(1).map(row -> row.substring(0, 2))).containsExactly("1,", "2,", "3,", "4,");
    }

    /** The average, its state, the trained parameters below it, and mixing continue as well. */
    @ParameterizedTest
    @MethodSource("averages")
    void averagesAndMixingGoOn(Kind kind, Supplier<ParameterAverage> average, int patience) throws IOException {
        Supplier<TrainingOptions.Builder> options = () -> TinyRun.options()
                .patience(patience)
                .average(average)
                .augmentations(seed -> List.of(new MixUp(1, seed), new Cutout(CNN2DFormat.NCHW, 5, seed)));
        ImageData data = TinyRun.data(patience > 0 ? 6 : 0);
        Model whole = kind.network.get();
        TrainingResult expected = new Trainer(options.get().build()).train(whole, data);
        Model without = kind.network.get();
        new Trainer(options.get().average(null).build()).train(without, data);
        assertThat(whole.params()).isNotEqualTo(without.params());

        new Trainer(options.get().epochs(2).directory(directory).build()).train(kind.network.get(), data);
        for (int times = 0; times < 2; times++) {
            Model resumed = kind.network.get();
            TrainingResult result =
                    new Trainer(options.get().directory(directory).resume(true).build()).train(resumed, data);
            assertSameState(resumed, whole);
            assertSameLog(result, expected);
        }
        if (patience == 0) {
            Model saved = Checkpoint.read(directory.resolve("last.zip")).network();
            assertThat(saved.params().toFloatVector())
                    .as("the saved model is the averaged one")
                    .containsExactly(whole.params().toFloatVector());
        }
        assertRefused(
                options.get().average(null).directory(directory).resume(true),
                kind.network.get(),
                data,
                directory.resolve("last.zip") + " is of another run: average ");
    }

    /** Snapshots, augmented images and adversarial examples continue. The metrics are those of the ensemble. */
    @ParameterizedTest
    @EnumSource
    void snapshotsAndAdversariesGoOn(Kind kind) throws IOException {
        Supplier<TrainingOptions.Builder> options = () -> TinyRun.options()
                .imageAugmentations(seed -> List.of(new RandAugment(CNN2DFormat.NCHW, seed)))
                .adversary(network -> AdversarialExamples.fgsm(network, 0.1))
                .snapshots(() -> SnapshotEnsemble.everyIterations(4).withMembers(3));
        ImageData data = TinyRun.data(0);
        Model whole = kind.network.get();
        TrainingResult expected = new Trainer(options.get().build()).train(whole, data);

        new Trainer(options.get().epochs(2).directory(directory).build()).train(kind.network.get(), data);
        Model resumed = kind.network.get();
        TrainingResult result =
                new Trainer(options.get().directory(directory).resume(true).build()).train(resumed, data);
        assertSameState(resumed, whole);
        assertSameLog(result, expected);
        assertThat(result.test().nll()).isEqualTo(expected.test().nll());
        assertThat(result.test().nll())
                .as("the last epoch's metrics are those of the last parameters")
                .isNotEqualTo(result.epochs().get(3).heldOut().nll());
        assertRefused(
                options.get().snapshots(null).directory(directory).resume(true),
                kind.network.get(),
                data,
                directory.resolve("last.zip") + " is of another run: snapshots SnapshotEnsemble, now none");
        assertThatThrownBy(() -> options.get().patience(2).build()).hasMessageContaining("with snapshots");
    }

    static Stream<Arguments> averages() {
        Supplier<ParameterAverage> moving = () -> new ExponentialMovingAverage(0.8).withWarmUp(1);
        Supplier<ParameterAverage> weights =
                () -> StochasticWeightAveraging.everyEpochs(1).withStart(1);
        return Stream.of(
                Arguments.of(Kind.STACK, moving, 0),
                Arguments.of(Kind.GRAPH, moving, 3),
                Arguments.of(Kind.STACK, weights, 3),
                Arguments.of(Kind.GRAPH, weights, 0));
    }

    @Test
    void aFinishedRunIsOnlyReadAgain() throws IOException {
        Model whole = TinyRun.stack();
        TrainingResult expected =
                new Trainer(TinyRun.options().directory(directory).build()).train(whole, TinyRun.data(0));
        Model resumed = TinyRun.stack();
        TrainingResult result = new Trainer(
                        TinyRun.options().directory(directory).resume(true).build())
                .train(resumed, TinyRun.data(0));
        assertSameState(resumed, whole);
        assertSameLog(result, expected);
    }

    @Test
    void refusesAnotherRun() throws IOException {
        new Trainer(TinyRun.options().epochs(2).directory(directory).build()).train(TinyRun.stack(), TinyRun.data(0));
        TrainingOptions.Builder options = TinyRun.options().directory(directory).resume(true);
        Path last = directory.resolve("last.zip");
        assertRefused(options, TinyRun.stack(new Sgd(0.125)), last + " is of another run: network configuration ");
        assertRefused(options, TinyRun.stack(new Adam(0.125)), last + " is of another run: network configuration ");
        assertRefused(options, TinyRun.graph(), last + " is of another run: network configuration ");
        assertRefused(
                TinyRun.options().directory(directory).resume(true).batchSize(6),
                TinyRun.stack(),
                last + " is of another run: batch size 5, now 6");
        assertRefused(
                TinyRun.options().directory(directory).resume(true).seed(1),
                TinyRun.stack(),
                last + " is of another run: seed 11, now 1");
        assertRefused(
                TinyRun.options().directory(directory).resume(true).augment(false),
                TinyRun.stack(),
                last + " is of another run: augmentation true, now false");
        assertRefused(options.epochs(1), TinyRun.stack(), "epochs must be >= 2, but was 1");
        assertThatThrownBy(() -> new Trainer(TinyRun.options()
                                .directory(directory)
                                .resume(true)
                                .build())
                        .train(TinyRun.stack(), TinyRun.data(4)))
                .hasMessageStartingWith(last + " is of another run: validation images 0");
    }

    private static void assertRefused(TrainingOptions.Builder options, Model network, String message) {
        assertRefused(options, network, TinyRun.data(0), message);
    }

    static void assertRefused(TrainingOptions.Builder options, Model network, ImageData data, String message) {
        assertThatThrownBy(() -> new Trainer(options.build()).train(network, data))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aNewRunLeavesAnOldOneAlone() throws IOException {
        TrainingOptions options =
                TinyRun.options().epochs(1).directory(directory).build();
        new Trainer(options).train(TinyRun.stack(), TinyRun.data(0));
        byte[] before = Files.readAllBytes(directory.resolve("last.zip"));
        assertThatThrownBy(() -> new Trainer(options).train(TinyRun.stack(), TinyRun.data(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(directory.resolve("last.zip")
                        + " is already there: resume that run, or choose another directory");
        assertThat(directory.resolve("last.zip")).hasBinaryContent(before);
    }

    @Test
    void nothingToResumeIsAnError() {
        TrainingOptions.Builder options = TinyRun.options().resume(true);
        assertThatThrownBy(options::build).hasMessage("directory must be given in order to resume, but was null");
        assertThatThrownBy(
                        () -> new Trainer(options.directory(directory).build()).train(TinyRun.stack(), TinyRun.data(0)))
                .isInstanceOf(IOException.class)
                .hasMessage("no checkpoint " + directory.resolve("last.zip"));
    }

    static void assertSameState(Model actual, Model expected) {
        assertThat(actual.params().toFloatVector())
                .containsExactly(expected.params().toFloatVector());
        assertThat(((NeuralNetwork) actual).updaterState().toFloatVector())
                .containsExactly(((NeuralNetwork) expected).updaterState().toFloatVector());
        assertThat(new AnyNetwork(actual).configuration()).isEqualTo(new AnyNetwork(expected).configuration());
    }

    static void assertSameLog(TrainingResult actual, TrainingResult expected) {
        assertThat(withoutTimes(actual)).isEqualTo(withoutTimes(expected));
        assertThat(actual.test()).hasToString(expected.test().toString());
        assertThat(actual.training()).hasToString(expected.training().toString());
    }

    private static List<String> withoutTimes(TrainingResult result) {
        return result.epochs().stream()
                .map(epoch -> epoch.epoch() + " " + epoch.loss() + " " + epoch.training() + " " + epoch.heldOut())
                .collect(Collectors.toList());
    }
}
