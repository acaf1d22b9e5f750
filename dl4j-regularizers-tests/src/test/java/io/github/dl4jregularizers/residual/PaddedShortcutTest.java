package io.github.dl4jregularizers.residual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dl4jregularizers.reference.Reference;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.shade.jackson.databind.JsonNode;

class PaddedShortcutTest {

    private static final LayerWorkspaceMgr NO_WORKSPACES = LayerWorkspaceMgr.noWorkspacesImmutable();

    static Stream<JsonNode> cases() {
        return StreamSupport.stream(
                Reference.of("padded-shortcut").path("cases").spliterator(), false);
    }

    private static Layer layer(PaddedShortcut configuration, DataType type) {
        NeuralNetConfiguration conf =
                new NeuralNetConfiguration.Builder().layer(configuration).build();
        return configuration.instantiate(conf, List.of(), 0, null, true, type);
    }

    private static void assertAsTorch(JsonNode expected, CNN2DFormat format, DataType type) {
        PaddedShortcut configuration = new PaddedShortcut.Builder()
                .nOut(expected.path("nOut").asInt())
                .stride(expected.path("stride").asInt())
                .dataFormat(format)
                .build();
        Layer layer = layer(configuration, type);
        INDArray input = array(expected, "input", format, type);
        INDArray before = input.dup();
        assertThat(layer.activate(input, true, NO_WORKSPACES)).isEqualTo(array(expected, "output", format, type));
        INDArray epsilon = array(expected, "epsilon", format, type);
        assertThat(layer.backpropGradient(epsilon, NO_WORKSPACES).getSecond())
                .isEqualTo(array(expected, "gradient", format, type));
        assertThat(input).isEqualTo(before);
    }

    /** Channels last is a view of other strides, as layers may hand it on. */
    private static INDArray array(JsonNode expected, String name, CNN2DFormat format, DataType type) {
        INDArray array = Reference.array(expected.path(name), type);
        return format == CNN2DFormat.NCHW ? array : array.permute(0, 2, 3, 1);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isTorchsSliceAndPad(JsonNode expected) {
        for (CNN2DFormat format : CNN2DFormat.values()) {
            assertAsTorch(expected, format, DataType.DOUBLE);
            assertAsTorch(expected, format, DataType.FLOAT);
        }
    }

    private static MultiLayerNetwork network(InputType input, PaddedShortcut shortcut) {
        ConvolutionLayer convolution = new ConvolutionLayer.Builder(3, 3)
                .stride(2, 2)
                .padding(1, 1)
                .nOut(6)
                .build();
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(5)
                .list()
                .layer(new ResidualBlock.Builder()
                        .body(convolution)
                        .shortcut(shortcut)
                        .build())
                .layer(new GlobalPoolingLayer())
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(input)
                .build());
        network.init();
        return network;
    }

    @Test
    void hasTheShapeOfAStridedConvolutionAndTheNetworksFormat() {
        for (CNN2DFormat format : CNN2DFormat.values()) {
            for (long size : new long[] {4, 5}) {
                MultiLayerNetwork network =
                        network(InputType.convolutional(size, size + 1, 3, format), new PaddedShortcut(6, 2));
                long[] shape = format == CNN2DFormat.NCHW
                        ? new long[] {2, 3, size, size + 1}
                        : new long[] {2, size, size + 1, 3};
                network.fit(Nd4j.rand(shape), Nd4j.eye(2));
                assertThat(network.params().isNaN().any()).isFalse();
            }
        }
    }

    @Test
    void isRefusedForInputOfMoreChannelsWhenTheNetworkIsBuilt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> network(InputType.convolutional(4, 4, 3), new PaddedShortcut(2, 2)))
                .withMessageContainingAll("nOut of PaddedShortcut", ">= the 3 channels", "was 2");
    }

    @Test
    void inputOfMoreChannelsIsRefusedInTheFirstPassWithoutAnInputType() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> layer(new PaddedShortcut(2, 2), DataType.FLOAT)
                        .activate(Nd4j.ones(1, 3, 4, 4), false, NO_WORKSPACES))
                .withMessageContainingAll("nOut of PaddedShortcut", ">= the 3 channels", "was 2");
    }

    @Test
    void isRefusedForInputWithoutRowsAndColumns() {
        for (InputType input : List.of(InputType.feedForward(3), InputType.recurrent(3))) {
            PaddedShortcut shortcut = new PaddedShortcut(4, 2);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> shortcut.getPreProcessorForInputType(input))
                    .withMessageContainingAll("input type of PaddedShortcut", "convolutional", input.toString());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> shortcut.getOutputType(0, input))
                    .withMessageContaining("convolutional");
        }
    }

    @Test
    void aMaskOfRowsAndColumnsLosesTheSameOnes() {
        Layer layer = layer(new PaddedShortcut(2, 2), DataType.FLOAT);
        INDArray mask =
                Nd4j.createFromArray(new float[] {1, 0, 0, 1, 1, 0, 1, 0, 0}).reshape(1, 1, 3, 3);
        INDArray reduced = layer.feedForwardMaskArray(mask, MaskState.Active, 1).getFirst();
        assertThat(reduced)
                .isEqualTo(Nd4j.createFromArray(new float[] {1, 0, 1, 0}).reshape(1, 1, 2, 2));
    }
}
