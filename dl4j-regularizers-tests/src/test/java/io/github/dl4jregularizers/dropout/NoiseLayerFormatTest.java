package io.github.dl4jregularizers.dropout;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.DropRate;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The data format of noise inside a {@link NoiseLayer}. */
class NoiseLayerFormatTest {

    private static final DropRate HALF = DropRate.of(0.5);

    private static MultiLayerNetwork network(CNN2DFormat format, NoiseLayer layer) {
        MultiLayerConfiguration built = new NeuralNetConfiguration.Builder()
                .seed(3)
                .list(
                        layer,
                        new CnnLossLayer.Builder(LossFunction.MSE)
                                .format(format)
                                .build())
                .setInputType(InputType.convolutional(3, 3, 3, format))
                .build();
        MultiLayerNetwork network = new MultiLayerNetwork(MultiLayerConfiguration.fromJson(built.toJson()));
        network.init();
        return network;
    }

    /** Ones become the mask: constant over rows and columns, so per channel, in the format of the input type. */
    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void noiseWithoutAFormatAdoptsThatOfTheInputType(CNN2DFormat format) {
        MultiLayerNetwork network = network(
                format,
                new NoiseLayer.Builder(new SpatialDropout(HALF)).name("spatial").build());
        assertThat(network.getLayerNames()).first().isEqualTo("spatial");
        INDArray ones = Nd4j.ones(DataType.FLOAT, 4, 3, 3, 3);
        INDArray mask = network.getLayer(0).activate(ones, true, LayerWorkspaceMgr.noWorkspaces());
        int[] positions = format == CNN2DFormat.NCHW ? new int[] {2, 3} : new int[] {1, 2};
        assertThat(mask.std(positions).sumNumber().doubleValue()).isZero();
        assertThat(mask.mean(positions).reshape(-1).toFloatVector()).hasSize(12).contains(0f, 2f);
    }

    /** In {@code .dropOut(..)} these are refused, because DL4J might hand over the gradient in another layout. */
    @Test
    void channelsLastActivationsMayHaveEqualAxes() {
        MultiLayerNetwork network =
                network(CNN2DFormat.NHWC, new NoiseLayer(new SpatialDropout(HALF, CNN2DFormat.NHWC)));
        org.deeplearning4j.nn.api.Layer runtime = network.getLayer(0);
        INDArray ones = Nd4j.ones(DataType.FLOAT, 2, 3, 3, 3);
        INDArray mask = runtime.activate(ones, true, LayerWorkspaceMgr.noWorkspaces());
        assertThat(runtime.backpropGradient(ones, LayerWorkspaceMgr.noWorkspaces())
                        .getSecond())
                .isEqualTo(mask);
        assertThat(mask.var(1, 2).sumNumber().doubleValue()).isZero();
        assertThat(mask.mean(1, 2).length()).isEqualTo(6);
    }
}
