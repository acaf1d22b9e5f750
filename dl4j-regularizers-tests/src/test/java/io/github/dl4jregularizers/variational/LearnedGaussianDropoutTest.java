package io.github.dl4jregularizers.variational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One alpha per unit or channel, in every format; the contract has the rest. */
class LearnedGaussianDropoutTest {

    private static final KlWeight KL = KlWeight.forTrainingExamples(9);

    static List<Arguments> inputs() {
        return List.of(
                Arguments.of(InputType.feedForward(2), new long[] {20_000, 2}, 1),
                Arguments.of(InputType.recurrent(2, 50, RNNFormat.NCW), new long[] {400, 2, 50}, 1),
                Arguments.of(InputType.recurrent(2, 50, RNNFormat.NWC), new long[] {400, 50, 2}, 2),
                Arguments.of(InputType.convolutional(5, 10, 2, CNN2DFormat.NCHW), new long[] {400, 2, 5, 10}, 1),
                Arguments.of(InputType.convolutional(5, 10, 2, CNN2DFormat.NHWC), new long[] {400, 5, 10, 2}, 3),
                Arguments.of(
                        InputType.convolutional3D(Convolution3D.DataFormat.NDHWC, 5, 2, 5, 2),
                        new long[] {400, 5, 2, 5, 2},
                        4));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("inputs")
    void eachChannelHasOneAlpha(InputType type, long[] shape, int channelAxis) {
        MultiLayerNetwork network = network(type);
        network.getParam("0_logit").assign(Nd4j.createFromArray(-3.0, 1.0));
        Nd4j.getRandom().setSeed(4);
        INDArray x = Nd4j.ones(DataType.DOUBLE, shape).muli(2);
        INDArray y = network.getLayer(0).activate(x, true, LayerWorkspaceMgr.noWorkspaces());
        assertThat(network.getLayer(0).activate(x, false, LayerWorkspaceMgr.noWorkspaces()))
                .isEqualTo(x);
        double[] logits = {-3, 1};
        for (int channel = 0; channel < 2; channel++) {
            INDArray values = y.swapAxes(0, channelAxis).slice(channel);
            double variance = 4 * 2 / (1 + Math.exp(-logits[channel]));
            double relative = 6 * Math.sqrt(2.0 / values.length());
            assertThat(values.meanNumber().doubleValue())
                    .isCloseTo(2, within(6 * Math.sqrt(variance / values.length())));
            double mean = values.sub(2).mul(values.sub(2)).meanNumber().doubleValue();
            assertThat(mean).isCloseTo(variance, within(variance * relative));
        }
    }

    private static MultiLayerNetwork network(InputType type) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .list(new LearnedGaussianDropout.Builder()
                        .klWeight(KL)
                        .maxAlpha(2)
                        .initialAlpha(0.2)
                        .build())
                .setInputType(type)
                .build());
        network.init();
        return network;
    }

    @Test
    void alphaStartsAtTheInitialValueAndTheScoreHasItsDivergence() {
        MultiLayerNetwork network = network(InputType.feedForward(3));
        double logit = network.getParam("0_logit").getDouble(0);
        assertThat(2 / (1 + Math.exp(-logit))).isCloseTo(0.2, within(1e-12));
        double logAlpha = Math.log(0.2);
        double divergence =
                0.63576 * (1 - 1 / (1 + Math.exp(-1.87320 - 1.48695 * logAlpha))) + 0.5 * Math.log(1 + 1 / 0.2);
        assertThat(network.calcRegularizationScore(true)).isCloseTo(3 * divergence / 9, within(1e-12));
    }

    @Test
    void anotherNumberOfChannelsIsRefused() {
        assertThatThrownBy(() -> new NeuralNetConfiguration.Builder()
                        .list(new LearnedGaussianDropout.Builder()
                                .klWeight(KL)
                                .nIn(4)
                                .name("noisy")
                                .build())
                        .overrideNinUponBuild(false)
                        .setInputType(InputType.feedForward(3))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("noisy")
                .hasMessageContaining("3")
                .hasMessageContaining("4");
    }
}
