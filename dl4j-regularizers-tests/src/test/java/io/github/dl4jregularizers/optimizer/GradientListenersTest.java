package io.github.dl4jregularizers.optimizer;

import static io.github.dl4jregularizers.averaging.SmallNetworks.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.averaging.SmallNetworks;
import io.github.dl4jregularizers.contract.LibraryClasses;
import io.github.dl4jregularizers.internal.ListOfBatches;
import io.github.dl4jregularizers.internal.dl4j.StepListener;
import io.github.dl4jregularizers.internal.dl4j.StepListener.Effect;
import io.github.dl4jregularizers.monitor.GradientMonitor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;

/** Every listener that works on the gradient, under every trainer of several minibatches per update. */
class GradientListenersTest {

    private static final Map<Class<?>, Effect> EFFECTS = Map.of(
            SharpnessAwareMinimization.class, Effect.REPEATS_PASS,
            GradientNormPenalty.class, Effect.REPEATS_PASS,
            FisherTracePenalty.class, Effect.REPEATS_PASS,
            GradientClipping.class, Effect.CHANGES_GRADIENT,
            Lookahead.class, Effect.NONE,
            GradientMonitor.class, Effect.NONE);

    static Stream<StepListener> repeating() {
        return Stream.of(
                new SharpnessAwareMinimization(0.05),
                SharpnessAwareMinimization.adaptive(0.5),
                new GradientNormPenalty(0.1),
                new FisherTracePenalty(0.1));
    }

    static Stream<StepListener> clipping() {
        return Stream.of(
                GradientClipping.globalNorm(0.05), GradientClipping.byValue(0.01), GradientClipping.adaptive(0.02));
    }

    static Stream<StepListener> all() {
        return Stream.concat(repeating(), clipping());
    }

    private static MultiLayerNetwork network() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(0.5))
                .activation(Activation.TANH)
                .list(new DenseLayer.Builder().nIn(3).nOut(5).build(), SmallNetworks.output())
                .build());
        network.init();
        return network;
    }

    private static DataSet data() {
        return SmallNetworks.batch(DataType.DOUBLE, 5, 10, 3);
    }

    /** A listener of the library with an own {@code onGradientCalculation} has a known effect. */
    @Test
    void everyListenerDeclaresItsEffect() {
        assertThat(LibraryClasses.concrete(TrainingListener.class).stream()
                        .filter(GradientListenersTest::worksOnGradients)
                        .collect(Collectors.toSet()))
                .isEqualTo(EFFECTS.keySet());
        all().forEach(listener ->
                assertThat(listener.effect()).as(listener.toString()).isEqualTo(EFFECTS.get(listener.getClass())));
        assertThat(StepListener.class.isAssignableFrom(Lookahead.class)).isFalse();
        assertThat(StepListener.class.isAssignableFrom(GradientMonitor.class)).isFalse();
    }

    private static boolean worksOnGradients(Class<?> listener) {
        return Arrays.stream(listener.getMethods())
                .filter(method -> method.getName().equals("onGradientCalculation"))
                .anyMatch(method -> method.getDeclaringClass() != BaseTrainingListener.class
                        && method.getDeclaringClass() != TrainingListener.class);
    }

    @ParameterizedTest
    @MethodSource("repeating")
    void accumulationRefusesRepeatedPasses(StepListener listener) {
        assertRefused(
                listener, "GradientAccumulation", "repeats the pass", (network, batches) -> GradientAccumulation.of(2)
                        .fit(network, batches, 1));
    }

    @ParameterizedTest
    @MethodSource("all")
    void entropySgdRefusesChangesOfTheGradient(StepListener listener) {
        String reason = listener.effect() == Effect.REPEATS_PASS ? "repeats the pass" : "changes the gradient";
        assertRefused(listener, "EntropySgd", reason, (network, batches) -> EntropySgd.of(2)
                .fit(network, batches, 1));
    }

    private interface Trainer {
        void fit(Model network, ListOfBatches batches);
    }

    private static void assertRefused(StepListener listener, String trainerName, String reason, Trainer trainer) {
        MultiLayerNetwork network = network();
        INDArray before = network.params().dup();
        network.setListeners(listener);
        assertThatThrownBy(() -> trainer.fit(network, new ListOfBatches(data().batchBy(5))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "listeners must be without " + listener.getClass().getSimpleName() + " under " + trainerName)
                .hasMessageContaining(reason);
        assertThat(network.params()).isEqualTo(before);
    }

    /** Batches of 4, 4 and 2 examples, three times, against DL4J's steps with the joined batch. */
    @ParameterizedTest
    @MethodSource("clipping")
    void accumulationClipsTheSum(StepListener listener) {
        assertJoined(listener, listener);
    }

    @Test
    void accumulationKeepsSlowWeights() {
        assertJoined(new Lookahead().withSteps(2), new Lookahead().withSteps(2));
    }

    private static void assertJoined(TrainingListener ofJoined, TrainingListener ofAccumulated) {
        MultiLayerNetwork expected = network();
        MultiLayerNetwork network = network();
        expected.setListeners(ofJoined);
        network.setListeners(ofAccumulated);
        DataSet joined = data();
        GradientAccumulation trainer = GradientAccumulation.of(3);
        for (int step = 0; step < 3; step++) {
            expected.fit(joined);
            trainer.fit(network, new ListOfBatches(joined.batchBy(4)), 1);
        }
        assertThat(values(network.params())).containsExactly(values(expected.params()), within(1e-12));
        assertThat(network.params().distance2(network().params())).isGreaterThan(1e-3);
    }

    /** Each would replace the gradient of the other. */
    @Test
    void aSecondRepetitionIsRefused() {
        List<StepListener> listeners = repeating().collect(Collectors.toList());
        for (StepListener first : listeners) {
            for (StepListener second : listeners) {
                MultiLayerNetwork network = network();
                INDArray before = network.params().dup();
                network.setListeners(first, GradientClipping.globalNorm(1), second);
                assertThatThrownBy(() -> network.fit(data()))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("listeners that repeat the pass of a minibatch must be one per network")
                        .hasMessageContaining(first.toString())
                        .hasMessageContaining(second.toString());
                assertThat(network.params()).isEqualTo(before);
            }
        }
    }
}
