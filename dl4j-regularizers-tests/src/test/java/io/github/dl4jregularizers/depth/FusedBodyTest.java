package io.github.dl4jregularizers.depth;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The fused body beside the same layers run one by one. */
class FusedBodyTest {

    private static final LayerWorkspaceMgr WORKSPACES = LayerWorkspaceMgr.noWorkspaces();

    static Stream<Arguments> bodies() {
        return Stream.of(
                Arguments.of(
                        "post-activation",
                        List.of(conv(3, 2).build(), norm(), relu(), conv(3, 1).build(), norm())),
                Arguments.of(
                        "pre-activation",
                        List.of(
                                norm(),
                                relu(),
                                conv(3, 1).build(),
                                norm(),
                                relu(),
                                conv(3, 2).build())),
                Arguments.of(
                        "bottleneck with bias",
                        List.of(
                                conv(1, 1).hasBias(true).build(),
                                norm(),
                                relu(),
                                conv(3, 2)
                                        .hasBias(true)
                                        .convolutionMode(ConvolutionMode.Truncate)
                                        .padding(1, 1)
                                        .build(),
                                norm(),
                                relu(),
                                conv(1, 1).nOut(7).hasBias(true).build(),
                                norm())),
                Arguments.of(
                        "not square",
                        List.of(
                                new ConvolutionLayer.Builder(3, 2)
                                        .stride(1, 2)
                                        .nOut(3)
                                        .hasBias(false)
                                        .activation(Activation.IDENTITY)
                                        .build(),
                                norm(),
                                relu())),
                Arguments.of(
                        "two of a kind", List.of(conv(3, 1).build(), conv(1, 1).build(), norm(), norm(), relu())),
                Arguments.of(
                        "statistics as variance",
                        List.of(
                                conv(3, 1).build(),
                                new BatchNormalization.Builder()
                                        .useLogStd(false)
                                        .decay(0.7)
                                        .build())),
                Arguments.of(
                        "locked",
                        List.of(
                                conv(3, 1).build(),
                                new BatchNormalization.Builder()
                                        .lockGammaBeta(true)
                                        .eps(1e-3)
                                        .build(),
                                relu())),
                Arguments.of("projection", List.of(conv(1, 2).build(), norm())),
                Arguments.of(
                        "padded", List.of(new PaddedShortcut(8, 2), conv(3, 1).build(), norm())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void agreesWithTheLayersInDouble(String name, List<Layer> body) {
        compare(body, DataType.DOUBLE, 1e-10);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void agreesWithTheLayersInFloat(String name, List<Layer> body) {
        compare(body, DataType.FLOAT, 1e-4);
    }

    /** Large examples, more than one part holds. */
    @Test
    void theBackwardPassOfAConvolutionInParts() {
        List<Layer> body = List.of(conv(3, 1).hasBias(true).build(), conv(3, 2).build());
        compare(body, Nd4j.randn(DataType.DOUBLE, 19, 5, 64, 64), 1e-10);
    }

    private static void compare(List<Layer> body, DataType type, double tolerance) {
        compare(body, Nd4j.randn(type, 4, 5, 9, 9).muli(2).addi(1), tolerance);
    }

    private static void compare(List<Layer> body, INDArray input, double tolerance) {
        DataType type = input.dataType();
        MultiLayerNetwork one = network(body, type);
        MultiLayerNetwork other = one.clone();
        other.initGradientsView();
        BodyRuntime expected = new LayerByLayerBody(Arrays.asList(one.getLayers()));
        BodyRuntime fused = FusedLayers.body(Arrays.asList(other.getLayers())).orElseThrow();
        INDArray before = input.dup();
        assertClose(fused.forward(input, false, WORKSPACES), expected.forward(input, false, WORKSPACES), tolerance);
        for (int step = 0; step < 2; step++) {
            INDArray output = fused.forward(input, true, WORKSPACES);
            assertClose(output, expected.forward(input, true, WORKSPACES), tolerance);
            INDArray epsilon = Nd4j.randn(type, output.shape());
            INDArray given = epsilon.dup();
            assertClose(fused.backward(given, WORKSPACES), expected.backward(given, WORKSPACES), tolerance);
            assertThat(given).isEqualTo(epsilon);
            assertClose(other.getGradientsViewArray(), one.getGradientsViewArray(), tolerance);
            assertThat(input).isEqualTo(before);
            for (MultiLayerNetwork network : List.of(one, other)) {
                network.params()
                        .subi(network.getGradientsViewArray()
                                .reshape(network.params().shape())
                                .muli(0.01));
            }
        }
        assertClose(fused.forward(input, false, WORKSPACES), expected.forward(input, false, WORKSPACES), tolerance);
    }

    private static void assertClose(INDArray actual, INDArray expected, double tolerance) {
        double scale = expected.amaxNumber().doubleValue();
        assertWithin("array", tolerance * scale, actual, expected);
    }

    private static MultiLayerNetwork network(List<Layer> body, DataType type) {
        NeuralNetConfiguration.Builder builder =
                new NeuralNetConfiguration.Builder().seed(7).dataType(type);
        var list = builder.list();
        body.forEach(layer -> list.layer(layer.clone()));
        MultiLayerNetwork network = new MultiLayerNetwork(
                list.setInputType(InputType.convolutional(9, 9, 5)).build());
        network.init();
        network.initGradientsView();
        network.params().addi(Nd4j.rand(type, network.params().shape()).muli(0.1));
        return network;
    }

    private static ConvolutionLayer.Builder conv(int kernel, int stride) {
        return new ConvolutionLayer.Builder(kernel, kernel)
                .stride(stride, stride)
                .nOut(5)
                .hasBias(false)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.IDENTITY);
    }

    private static Layer norm() {
        return new BatchNormalization.Builder().build();
    }

    private static Layer relu() {
        return new ActivationLayer(Activation.RELU);
    }
}
