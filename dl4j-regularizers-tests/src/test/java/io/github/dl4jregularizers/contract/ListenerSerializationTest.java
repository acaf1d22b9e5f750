package io.github.dl4jregularizers.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.averaging.ExponentialMovingAverage;
import io.github.dl4jregularizers.averaging.ParameterAverage;
import io.github.dl4jregularizers.averaging.SmallNetworks;
import io.github.dl4jregularizers.averaging.StochasticWeightAveraging;
import io.github.dl4jregularizers.bayes.PosteriorSamples;
import io.github.dl4jregularizers.bayes.SwaGaussian;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.ensemble.SnapshotEnsemble;
import io.github.dl4jregularizers.internal.ListOfBatches;
import io.github.dl4jregularizers.monitor.GradientMonitor;
import io.github.dl4jregularizers.monitor.RegularizationMonitor;
import io.github.dl4jregularizers.noise.StepSeed;
import io.github.dl4jregularizers.optimizer.FisherTracePenalty;
import io.github.dl4jregularizers.optimizer.GradientClipping;
import io.github.dl4jregularizers.optimizer.GradientNormPenalty;
import io.github.dl4jregularizers.optimizer.Lookahead;
import io.github.dl4jregularizers.optimizer.ReduceOnPlateau;
import io.github.dl4jregularizers.optimizer.SharpnessAwareMinimization;
import java.io.Serializable;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Listeners sent through {@code ObjectOutputStream}, before and during a training. */
class ListenerSerializationTest {

    private interface Score extends ToDoubleFunction<MultiLayerNetwork>, Serializable {}

    private interface Exclusion extends BiPredicate<String, String>, Serializable {}

    private static <T extends TrainingListener> Arguments row(T listener, Function<T, ?> result) {
        return Arguments.of(listener, result);
    }

    private static <A extends ParameterAverage> Arguments average(A listener) {
        return row(listener, average -> average.averaged(network()).params());
    }

    static Stream<Arguments> listeners() {
        return Stream.of(
                average(new ExponentialMovingAverage(0.9).withWarmUp(2)),
                average(StochasticWeightAveraging.everyIterations(2).withStart(1)),
                row(
                        SnapshotEnsemble.everyIterations(2).withMembers(2),
                        snapshots -> snapshots.members(network()).predict(batch(1).getFeatures())),
                row(PosteriorSamples.every(1).withBurnIn(1).withSamples(2), samples -> samples.posterior(network())
                        .predict(batch(1).getFeatures())),
                row(SwaGaussian.everyIterations(1).withRank(2), swag -> swag.posterior(network(), 2, 3)
                        .predict(batch(1).getFeatures())),
                row(new RegularizationMonitor(4).withData(batch(1), batch(2)), Object::toString),
                row(new GradientMonitor(4), Object::toString),
                row(GradientClipping.globalNorm(0.01).exclude((Exclusion) (layer, name) -> name.equals("b")), none()),
                row(GradientClipping.adaptive(0.01), none()),
                row(StepSeed.of(7).forWorker(3), none()),
                row(SharpnessAwareMinimization.adaptive(0.5), none()),
                row(new SharpnessAwareMinimization(0.1), none()),
                row(new GradientNormPenalty(0.1).withStep(0.02), none()),
                row(new FisherTracePenalty(0.1).withStep(0.02), none()),
                row(new Lookahead().withSteps(2).withStepSize(0.3), none()),
                row(ReduceOnPlateau.of((Score) network -> 1).withPatience(0).withFactor(0.5), none()));
    }

    private static <T extends TrainingListener> Function<T, ?> none() {
        return Object::toString;
    }

    private static MultiLayerNetwork network() {
        return SmallNetworks.stack(
                DataType.FLOAT,
                InputType.feedForward(3),
                new DenseLayer.Builder()
                        .nOut(4)
                        .dropOut(new Dropout(DropRate.of(0.4)))
                        .weightDecay(0.1)
                        .build());
    }

    private static DataSet batch(int seed) {
        INDArray features = Batches.normal(new long[] {6, 3}, seed).castTo(DataType.FLOAT);
        INDArray labels = Nd4j.createFromArray(new float[][] {{1, 0}, {0, 1}, {0, 1}, {1, 0}, {1, 0}, {0, 1}});
        return new DataSet(features, labels);
    }

    static RegularizationMonitor measured() {
        RegularizationMonitor monitor = new RegularizationMonitor(3);
        MultiLayerNetwork network = network();
        network.setListeners(monitor);
        network.fit(batch(1));
        return monitor;
    }

    /** Each epoch has one minibatch. */
    private static void train(MultiLayerNetwork network, TrainingListener listener, int from, int to) {
        network.setListeners(listener);
        for (int epoch = from; epoch < to; epoch++) {
            Nd4j.getRandom().setSeed(epoch + 1); // 0 is a seed from the clock
            network.fit(new ListOfBatches(List.of(batch(epoch))));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("listeners")
    <T extends TrainingListener> void aCopyServesANewNetworkAsTheOriginal(T listener, Function<T, ?> result) {
        T copy = JavaSerialization.copy(listener);
        MultiLayerNetwork expected = network();
        MultiLayerNetwork network = network();
        train(expected, listener, 0, 6);
        train(network, copy, 0, 6);
        ArrayAssertions.assertIdentical("parameters", network.params(), expected.params());
        assertThat(result.apply(copy)).isEqualTo(result.apply(listener));
    }

    /** After two epochs, at which Lookahead has synchronized, network and listener continue together. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("listeners")
    <T extends TrainingListener> void aCopyContinuesInACopyOfTheNetwork(T listener, Function<T, ?> result) {
        MultiLayerNetwork expected = network();
        train(expected, listener, 0, 2);
        T copy = JavaSerialization.copy(listener);
        MultiLayerNetwork network = JavaSerialization.copy(expected).clone(); // of a copy: clones share updaters
        train(expected, listener, 2, 5);
        train(network, copy, 2, 5);
        ArrayAssertions.assertIdentical("parameters", network.params(), expected.params());
        assertThat(result.apply(copy)).isEqualTo(result.apply(listener));
    }

    /** The comparisons above would hold for a listener that does nothing. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("listeners")
    <T extends TrainingListener> void theListenerHasAnEffect(T listener, Function<T, ?> result) {
        T copy = JavaSerialization.copy(listener);
        MultiLayerNetwork plain = network();
        MultiLayerNetwork network = network();
        train(plain, new RegularizationMonitor(1), 0, 6);
        train(network, copy, 0, 6);
        if (copy instanceof ParameterAverage) {
            assertThat(((ParameterAverage) copy).isStarted()).isTrue();
            assertThat(result.apply(copy)).isNotEqualTo(plain.params());
        } else if (copy instanceof SnapshotEnsemble) {
            assertThat(((SnapshotEnsemble) copy).members(network).networks()).hasSize(2);
        } else if (copy instanceof GradientMonitor) {
            assertThat(((GradientMonitor) copy).gradientNorms()).hasSize(4);
        } else if (copy instanceof PosteriorSamples) {
            assertThat(((PosteriorSamples) copy).size()).isEqualTo(2);
        } else if (copy instanceof SwaGaussian) {
            assertThat(((SwaGaussian) copy).posterior(network, 3, 1).networks()).hasSize(3);
        } else if (copy instanceof RegularizationMonitor) {
            assertThat(((RegularizationMonitor) copy).decays()).isNotEmpty();
        } else {
            ArrayAssertions.assertDifferent("parameters", network.params(), plain.params());
        }
    }

    @Test
    void functionsOfTheCallerHaveToBeSerializable() {
        assertThatThrownBy(() ->
                        JavaSerialization.copy(GradientClipping.globalNorm(1).exclude((layer, parameter) -> true)))
                .hasMessageContaining("NotSerializableException");
        assertThatThrownBy(() -> JavaSerialization.copy(ReduceOnPlateau.of(network -> 1)))
                .hasMessageContaining("NotSerializableException");
        assertThatCode(() -> JavaSerialization.copy(GradientClipping.byValue(1).errorIfNonFinite()))
                .doesNotThrowAnyException();
    }
}
