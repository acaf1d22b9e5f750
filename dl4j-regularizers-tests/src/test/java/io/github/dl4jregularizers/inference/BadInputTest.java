package io.github.dl4jregularizers.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.Dropout;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Errors name the bad input and the allowed one. */
class BadInputTest {

    private final MultiLayerNetwork network = SmallNetworks.network(
            InputType.feedForward(4),
            new OutputLayer.Builder()
                    .nOut(3)
                    .activation(Activation.SOFTMAX)
                    .dropOut(new Dropout(DropRate.of(0.3)))
                    .build());

    private final MonteCarloDropout sampler = MonteCarloDropout.of(network);
    private final INDArray features = SmallNetworks.numbers(2, 4);

    private static void assertRefused(ThrowingCallable call, String... message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContainingAll(message);
    }

    @Test
    void settings() {
        assertRefused(() -> sampler.samples(0), "samples", ">= 1", "0");
        assertRefused(() -> sampler.untilConverged(0, 5), "tolerance", "> 0", "0.0");
        assertRefused(() -> sampler.untilConverged(Double.NaN, 5), "tolerance", "> 0", "NaN");
        assertRefused(() -> sampler.untilConverged(0.1, 0), "most samples", ">= 1", "0");
        assertRefused(() -> sampler.memoryLimit(0), "memoryLimit", ">= 1", "0");
        assertRefused(() -> sampler.outputs(null), "kind", "given");
        assertRefused(() -> sampler.progress(null), "listener", "given");
    }

    @Test
    void networks() {
        assertRefused(() -> MonteCarloDropout.of((MultiLayerNetwork) null), "network", "given");
        assertRefused(
                () -> MonteCarloDropout.of(new MultiLayerNetwork(network.getLayerWiseConfigurations())),
                "network",
                "init()",
                "not initialized");
        assertRefused(
                () -> MonteCarloDropout.of(
                        new ComputationGraph(network.toComputationGraph().getConfiguration())),
                "network",
                "init()",
                "not initialized");
        MultiLayerNetwork plain = SmallNetworks.network(
                InputType.feedForward(4),
                new DenseLayer.Builder().nOut(3).build(),
                new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build());
        assertRefused(() -> MonteCarloDropout.of(plain), "network", "noise", "Dropout", "NoiseLayer", "DropConnect");
    }

    @Test
    void features() {
        assertRefused(() -> sampler.predict(SmallNetworks.numbers(2, 5)), "features", "[any, 4]", "[2, 5]");
        assertRefused(() -> sampler.predict(SmallNetworks.numbers(2, 4, 1)), "features", "[any, 4]", "[2, 4, 1]");
        assertRefused(() -> sampler.predict(SmallNetworks.numbers(4)), "features", "[4]");
        assertRefused(() -> sampler.predict((INDArray) null), "features", "given");
        assertRefused(() -> sampler.predict(features, features), "number of features", "1", "2");
        assertRefused(() -> sampler.predict(new INDArray[] {features}, new INDArray[0]), "number of masks", "1", "0");
        INDArray broken = features.dup();
        broken.putScalar(1, 2, Double.NaN);
        broken.putScalar(0, 1, Double.POSITIVE_INFINITY);
        assertRefused(() -> sampler.predict(broken), "features", "finite", "2 times");
    }

    @Test
    void labels() {
        DataSet batch = new DataSet(features, SmallNetworks.numbers(2, 3));
        batch.setLabels(SmallNetworks.numbers(3, 3));
        assertRefused(
                () -> sampler.evaluate(new ListDataSetIterator<>(List.of(batch), 2)), "number of labels", "2", "3");
    }

    @Test
    void distributions() {
        PredictiveDistribution found = sampler.keepSamples().predict(features);
        assertRefused(() -> found.quantile(1.5), "share", "[0.0, 1.0]", "1.5");
        assertRefused(() -> found.sample(50), "number", "49", "50");
        assertRefused(() -> found.abstainAbove(Double.NaN), "threshold", "NaN");
        assertRefused(() -> found.abstainAbove(features, 1), "uncertainty", "[2]", "[2, 4]");
        PredictiveDistribution one = sampler.samples(1).predict(features);
        assertThatThrownBy(one::variance)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("2 samples");
        assertThatThrownBy(
                        () -> sampler.outputs(OutputKind.MEAN_AND_LOG_VARIANCE).predict(features))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("even", "3");
    }

    @Test
    void settingsAreImmutableAndProgressIsReported() {
        List<Integer> progress = new ArrayList<>();
        MonteCarloDropout told = sampler.samples(7).progress(progress::add);
        told.predict(features);
        assertThat(progress).containsExactly(1, 7);
        progress.clear();
        told.memoryLimit(1).predict(features);
        assertThat(progress).containsExactly(1, 2, 3, 4, 5, 6, 7);
        assertThat(sampler.predict(features).sampleCount()).isEqualTo(50);
    }
}
