package io.github.dl4jregularizers.weightnoise;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.reference.Reference;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Outputs and gradients of Dense, Convolution2D and LSTM with given masks, against PyTorch's autograd. */
class DropConnectReferenceTest {

    static Stream<Arguments> cases() {
        return StreamSupport.stream(Reference.of("dropconnect").get("cases").spliterator(), false)
                .flatMap(values -> Stream.of(DataType.FLOAT, DataType.DOUBLE)
                        .map(type -> Arguments.of(
                                values.get("layer").asText() + " " + values.get("masked") + " " + type, values, type)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void equalsTorch(String name, JsonNode values, DataType type) {
        double tolerance = type == DataType.DOUBLE ? 1e-12 : 1e-5;
        GivenDraws draws =
                new GivenDraws(StreamSupport.stream(values.get("masked").spliterator(), false)
                        .map(masked -> Reference.array(values.get("draws").get(masked.asText()), type))
                        .toArray(INDArray[]::new));
        org.deeplearning4j.nn.api.Layer layer = layer(values, type, draws);
        INDArray input = Reference.array(values.get("input"), type);
        INDArray gradient = Reference.array(values.get("outputGradient"), type);

        INDArray output = layer.activate(input, true, LayerWorkspaceMgr.noWorkspaces());
        assertClose("output", output, values.get("output"), tolerance);
        Pair<Gradient, INDArray> gradients = layer.backpropGradient(gradient, LayerWorkspaceMgr.noWorkspaces());

        assertThat(draws.areUsedUp()).as("draws used up").isTrue();
        assertClose("input gradient", gradients.getSecond(), values.get("inputGradient"), tolerance);
        values.get("gradients")
                .fields()
                .forEachRemaining(expected -> assertClose(
                        "gradient of " + expected.getKey(),
                        gradients.getFirst().getGradientFor(expected.getKey()),
                        expected.getValue(),
                        tolerance));
    }

    private static org.deeplearning4j.nn.api.Layer layer(JsonNode values, DataType type, GivenDraws draws) {
        List<String> masked = StreamSupport.stream(values.get("masked").spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.toList());
        DropConnect.Builder dropped = DropConnect.builder(
                        plain(values.get("layer").asText()))
                .dropRate(DropRate.of(values.get("dropRate").asDouble()))
                .biases(masked.contains("b"));
        if (!masked.contains("b")) {
            dropped.parameters(masked.toArray(new String[0]));
        }
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .dataType(type)
                .activation(Activation.TANH)
                .list(dropped.build().withNoise(draws))
                .build());
        network.init();
        network.initGradientsView();
        values.get("parameters")
                .fields()
                .forEachRemaining(parameter ->
                        network.setParam("0_" + parameter.getKey(), Reference.array(parameter.getValue(), type)));
        return network.getLayer(0);
    }

    private static org.deeplearning4j.nn.conf.layers.Layer plain(String name) {
        switch (name) {
            case "dense":
                return new DenseLayer.Builder().nIn(4).nOut(2).build();
            case "convolution":
                return new ConvolutionLayer.Builder(2, 2).nIn(2).nOut(3).build();
            default:
                return new LSTM.Builder().nIn(3).nOut(2).build();
        }
    }

    private static void assertClose(String what, INDArray actual, JsonNode expected, double tolerance) {
        INDArray array = Reference.array(expected, actual.dataType());
        assertThat(actual.reshape(array.shape()).distance2(array)).as(what).isLessThan(tolerance);
    }
}
