package io.github.dl4jregularizers.inference;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.dropout.AlphaDropout;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.weightnoise.WeightNoise;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationRReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Noise whose source cannot be set: one draw per sample, reproducible by seed, and a restored generator. */
class UnknownNoiseTest {

    private static final int SAMPLES = 8;

    /** A user's class, independent of this library. */
    private static final class Jitter implements IDropout {

        @Override
        public INDArray applyDropout(INDArray x, INDArray result, int iteration, int epoch, LayerWorkspaceMgr manager) {
            return result.assign(x.add(Nd4j.rand(x.dataType(), x.shape())));
        }

        @Override
        public INDArray backprop(INDArray above, INDArray below, int iteration, int epoch) {
            return below.assign(above);
        }

        @Override
        public void clear() {
            // Keeps nothing.
        }

        @Override
        public IDropout clone() {
            return new Jitter();
        }
    }

    static Stream<Layer> layers() {
        return Stream.of(
                dense().dropOut(new Jitter()).build(),
                dense().dropOut(new AlphaDropout(0.7)).build(),
                dense().weightNoise(new org.deeplearning4j.nn.conf.weightnoise.DropConnect(0.6))
                        .build(),
                dense().weightNoise(
                                new WeightNoise(new org.deeplearning4j.nn.conf.distribution.NormalDistribution(0, 0.3)))
                        .build(),
                new ActivationLayer(new ActivationRReLU(0.1, 0.9)));
    }

    private static DenseLayer.Builder dense() {
        return new DenseLayer.Builder().nOut(5).activation(Activation.TANH);
    }

    private static MultiLayerNetwork network(Layer layer) {
        return SmallNetworks.network(
                InputType.feedForward(4),
                new DenseLayer.Builder().nOut(5).activation(Activation.IDENTITY).build(),
                layer,
                new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build());
    }

    @ParameterizedTest
    @MethodSource("layers")
    void isGovernedByTheSeed(Layer layer) {
        MonteCarloDropout sampler =
                MonteCarloDropout.of(network(layer)).samples(SAMPLES).keepSamples();
        INDArray features = SmallNetworks.numbers(3, 4);
        PredictiveDistribution first = sampler.predict(features);
        Nd4j.getRandom().setSeed(4711);
        double undisturbed = Nd4j.rand(DataType.DOUBLE, 5).sumNumber().doubleValue();
        Nd4j.getRandom().setSeed(4711);
        PredictiveDistribution again = sampler.memoryLimit(1).predict(features);
        assertThat(Nd4j.rand(DataType.DOUBLE, 5).sumNumber().doubleValue()).isEqualTo(undisturbed);
        PredictiveDistribution other = sampler.seed(1).predict(features);
        for (int sample = 0; sample < SAMPLES; sample++) {
            assertWithin("sample " + sample, 0, again.sample(sample), first.sample(sample));
            assertThat(first.sample(sample).distance2(other.sample(sample))).isPositive();
            assertThat(first.sample(sample).distance2(first.sample((sample + 1) % SAMPLES)))
                    .isPositive();
        }
    }

    static Stream<Layer> randomized() {
        return Stream.of(
                dense().activation(new ActivationRReLU(0.2, 0.6)).build(),
                new ActivationLayer(new ActivationRReLU(0.2, 0.6)));
    }

    /** Each sample draws a slope in [l, u] per negative unit; positive units stay as they are. */
    @ParameterizedTest
    @MethodSource("randomized")
    void slopesOfTheRandomizedReluAreDrawn(Layer layer) {
        MultiLayerNetwork network = SmallNetworks.network(
                InputType.feedForward(5),
                layer,
                new OutputLayer.Builder(org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction.MSE)
                        .nOut(5)
                        .activation(Activation.IDENTITY)
                        .build());
        network.paramTable()
                .forEach((name, array) -> array.assign(name.endsWith("_W") ? Nd4j.eye(5) : Nd4j.zeros(1, 5)));
        INDArray features = Nd4j.createFromArray(new double[][] {{-1, -2, 3, -4, 5}, {-1, 1, -1, 1, -1}});
        int samples = 400;
        PredictiveDistribution found =
                MonteCarloDropout.of(network).samples(samples).keepSamples().predict(features);
        for (int sample = 0; sample < samples; sample++) {
            INDArray slopes = found.sample(sample).div(features);
            for (long i = 0; i < features.length(); i++) {
                double slope = slopes.getDouble(i);
                if (features.getDouble(i) > 0) {
                    assertThat(slope).isEqualTo(1);
                } else {
                    assertThat(slope).isBetween(0.2, 0.6);
                }
            }
        }
        // Mean 0.4, variance 0.4^2 / 12: five standard errors of each.
        INDArray slopes = found.mean().div(features);
        INDArray variances = found.variance().div(features.mul(features));
        for (long i = 0; i < features.length(); i++) {
            if (features.getDouble(i) < 0) {
                assertThat(slopes.getDouble(i)).isBetween(0.4 - 5 * 0.1155 / 20, 0.4 + 5 * 0.1155 / 20);
                assertThat(variances.getDouble(i)).isBetween(0.01333 * 0.77, 0.01333 * 1.23);
            }
        }
    }

    /** In training DL4J's DropConnect computes with weights that are 0 or W, not rescaled; so it does here. */
    @org.junit.jupiter.api.Test
    void weightNoiseOfDl4jIsThatOfTraining() {
        MultiLayerNetwork network = SmallNetworks.network(
                InputType.feedForward(1),
                new OutputLayer.Builder(org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction.MSE)
                        .nOut(1)
                        .activation(Activation.IDENTITY)
                        .weightNoise(new org.deeplearning4j.nn.conf.weightnoise.DropConnect(0.6))
                        .build());
        double weight = network.getParam("0_W").getDouble(0);
        PredictiveDistribution found =
                MonteCarloDropout.of(network).samples(200).keepSamples().predict(Nd4j.ones(DataType.DOUBLE, 1, 1));
        for (int sample = 0; sample < 200; sample++) {
            assertThat(found.sample(sample).getDouble(0)).isIn(0.0, weight);
        }
        // The share of weights kept has a standard error of 3.5 %: five of them.
        assertThat(found.mean().getDouble(0) / weight).isBetween(0.42, 0.78);
    }
}
