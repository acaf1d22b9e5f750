package io.github.dl4jregularizers.inference;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.dropout.LockedDropout;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.weightnoise.DropConnect;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Sequences: masks, states, layers inside layers, and layers that take time steps for examples. */
class SequenceSamplingTest {

    private static final int EXAMPLES = 3;
    private static final int STEPS = 4;
    private static final int SAMPLES = 6;

    private final INDArray features = SmallNetworks.numbers(EXAMPLES, 2, STEPS);
    private final INDArray mask = Nd4j.createFromArray(new double[][] {{1, 1, 1, 1}, {1, 1, 0, 0}, {1, 1, 1, 0}});

    private static RnnOutputLayer.Builder output(RNNFormat format) {
        return new RnnOutputLayer.Builder()
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .dataFormat(format);
    }

    private static MonteCarloDropout sampler(MultiLayerNetwork network) {
        return MonteCarloDropout.of(network)
                .samples(SAMPLES)
                .seed(SmallNetworks.SEED)
                .keepSamples();
    }

    private void assertIndependentOfMemory(MultiLayerNetwork network, INDArray input, INDArray inputMask) {
        INDArray[] masks = inputMask == null ? null : new INDArray[] {inputMask};
        PredictiveDistribution together = sampler(network).predict(new INDArray[] {input}, masks);
        PredictiveDistribution alone = sampler(network).memoryLimit(1).predict(new INDArray[] {input}, masks);
        for (int sample = 0; sample < SAMPLES; sample++) {
            assertWithin("sample " + sample, 1e-14, together.sample(sample), alone.sample(sample));
        }
        assertThat(together.variance().maxNumber().doubleValue()).isPositive();
    }

    /** The classes of a time step are on axis 1 or 2. Sequences of equal length, so that no other layout fits. */
    @ParameterizedTest
    @EnumSource
    void classesOfEachTimeStep(RNNFormat format) {
        boolean last = format == RNNFormat.NWC;
        MultiLayerNetwork network = SmallNetworks.network(
                InputType.recurrent(2, STEPS, format),
                new LSTM.Builder().nOut(4).dataFormat(format).build(),
                new NoiseLayer(new LockedDropout(DropRate.of(0.4), format)),
                output(format).build());
        INDArray input = last ? features.permute(0, 2, 1).dup('c') : features;
        assertIndependentOfMemory(network, input, null);
        assertIndependentOfMemory(network, input, mask);
        PredictiveDistribution found = sampler(network).predict(input);
        assertThat(found.predictiveEntropy().shape()).containsExactly(EXAMPLES, STEPS);
        assertWithin(
                "probabilities", 1e-12, found.mean().sum(last ? 2 : 1), Nd4j.ones(DataType.DOUBLE, EXAMPLES, STEPS));
    }

    /**
     * A sequence with masked steps equals the sequence without them, to 1e-8. ND4J's sigmoid of doubles depends on the
     * position in the array, by 1e-9.
     */
    @Test
    void maskedStepsHaveNoEffect() {
        MultiLayerNetwork network = SmallNetworks.network(
                InputType.recurrent(2),
                new LastTimeStep(new LSTM.Builder()
                        .nOut(4)
                        .dropOut(
                                new Dropout(DropRate.of(0.4), io.github.dl4jregularizers.dropout.MaskShape.PER_EXAMPLE))
                        .build()),
                new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build());
        INDArray found = sampler(network)
                .predict(new INDArray[] {features}, new INDArray[] {mask})
                .mean();
        INDArray first = sampler(network)
                .predict(features.get(NDArrayIndex.interval(0, 2), NDArrayIndex.all(), NDArrayIndex.interval(0, 2)))
                .mean();
        assertWithin(
                "second example",
                1e-8,
                found.get(NDArrayIndex.interval(1, 2), NDArrayIndex.all()),
                first.get(NDArrayIndex.interval(1, 2), NDArrayIndex.all()));
        assertThatThrownBy(() -> sampler(network)
                        .predict(new INDArray[] {features}, new INDArray[] {Nd4j.ones(DataType.DOUBLE, 2, STEPS)}))
                .hasMessageContainingAll("masks", "3 examples", "2");
        assertThatThrownBy(
                        () -> sampler(network).predict(features.get(NDArrayIndex.all(), NDArrayIndex.interval(0, 1))))
                .hasMessageContainingAll("features", "[any, 2, any]", "[3, 1, 4]");
    }

    @Test
    void dropoutInsideOtherLayers() {
        MultiLayerNetwork network = SmallNetworks.network(
                InputType.recurrent(2, STEPS),
                new Bidirectional(new LSTM.Builder().nOut(4).dropOut(0.6).build()),
                DropConnect.builder(new LSTM.Builder().nOut(4).build())
                        .dropRate(DropRate.of(0.2))
                        .parameters("RW")
                        .build(),
                output(RNNFormat.NCW).build());
        assertIndependentOfMemory(network, features, mask);
    }

    /** DL4J lays time steps out as examples there, the steps of all examples one after another. */
    @Test
    void layersThatTakeTimeStepsForExamples() {
        MultiLayerNetwork network = SmallNetworks.network(
                InputType.recurrent(2, STEPS),
                new LSTM.Builder().nOut(4).build(),
                new DenseLayer.Builder()
                        .nOut(5)
                        .dropOut(new Dropout(DropRate.of(0.4)))
                        .build(),
                output(RNNFormat.NCW).dropOut(0.7).build());
        assertIndependentOfMemory(network, features, mask);
    }

    @Test
    void leavesTheStoredStateAlone() {
        MultiLayerNetwork network = SmallNetworks.network(
                InputType.recurrent(2),
                new LSTM.Builder().nOut(4).dropOut(0.6).build(),
                output(RNNFormat.NCW).build());
        network.rnnTimeStep(features);
        INDArray state = network.rnnGetPreviousState(0).get("prevAct").dup();
        INDArray before = sampler(network).predict(features).mean();
        assertThat(network.rnnGetPreviousState(0).get("prevAct")).isEqualTo(state);
        network.rnnClearPreviousState();
        assertWithin("without state", 0, sampler(network).predict(features).mean(), before);
    }
}
