package io.github.dl4jregularizers.variational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.noise.NoiseSource;
import io.github.dl4jregularizers.reference.Reference;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Bayesian recurrent layers against PyTorch's autograd. */
class BayesianRecurrentTorchTest {

    private static final LayerWorkspaceMgr MEMORY = LayerWorkspaceMgr.noWorkspaces();
    private static final String[] PARAMETERS = {"W", "RW", "b", "logVariance", "recurrentLogVariance"};

    static Stream<Arguments> cases() {
        return StreamSupport.stream(
                        Reference.of("bayesian-recurrent").get("cases").spliterator(), false)
                .flatMap(values -> Stream.of(DataType.FLOAT, DataType.DOUBLE).flatMap(type -> Stream.of(
                                RNNFormat.values())
                        .map(format -> Arguments.of(
                                values.get("name").asText() + " " + type + " " + format, values, type, format))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void equalsTorch(String name, JsonNode values, DataType type, RNNFormat format) {
        GivenNormals draws = new GivenNormals();
        values.get("draws").forEach(draw -> draws.arrays.add(Reference.array(draw, type)));
        org.deeplearning4j.nn.api.Layer layer = layer(values, type, format, draws);
        layer.setMaskArray(Reference.array(values.get("stepMask"), type));

        layer.setInput(inFormat(Reference.array(values.get("input"), type), format), MEMORY);
        assertClose("output", inFormat(layer.activate(true, MEMORY), format), values.get("output"));
        Pair<Gradient, INDArray> gradients =
                layer.backpropGradient(inFormat(Reference.array(values.get("outputGradient"), type), format), MEMORY);

        assertThat(draws.arrays).as("draws left over").isEmpty();
        assertClose("input gradient", inFormat(gradients.getSecond(), format), values.get("inputGradient"));
        for (String parameter : PARAMETERS) {
            assertClose(
                    parameter,
                    gradients.getFirst().getGradientFor(parameter),
                    values.get("gradients").get(parameter));
        }
        double score = values.get("score").asDouble();
        assertThat(layer.calcRegularizationScore(true))
                .isCloseTo(score, within((type == DataType.DOUBLE ? 1e-12 : 2e-5) * Math.abs(score)));
    }

    private static org.deeplearning4j.nn.api.Layer layer(
            JsonNode values, DataType type, RNNFormat format, NoiseSource draws) {
        JsonNode numbers = values.get("prior");
        WeightPrior prior = numbers.get("share").asDouble() == 1
                ? WeightPrior.gaussian(numbers.get("variance").asDouble())
                : WeightPrior.scaleMixture(
                        numbers.get("share").asDouble(),
                        numbers.get("variance").asDouble(),
                        numbers.get("otherVariance").asDouble());
        double temperature = values.get("temperature").asDouble();
        Layer configuration = values.get("layer").asText().equals("LSTM")
                ? BayesianRecurrentTest.lstm()
                        .dataFormat(format)
                        .prior(prior)
                        .temperature(temperature)
                        .build()
                        .withNoise(draws)
                : BayesianRecurrentTest.simple()
                        .dataFormat(format)
                        .prior(prior)
                        .temperature(temperature)
                        .build()
                        .withNoise(draws);
        MultiLayerNetwork network = BayesianRecurrentTest.network(type, configuration);
        for (String parameter : PARAMETERS) {
            network.setParam(
                    "0_" + parameter, Reference.array(values.get("parameters").get(parameter), type));
        }
        return network.getLayer(0);
    }

    private static INDArray inFormat(INDArray sequences, RNNFormat format) {
        return format == RNNFormat.NWC ? sequences.permute(0, 2, 1) : sequences;
    }

    private static void assertClose(String what, INDArray actual, JsonNode expected) {
        INDArray array = Reference.array(expected, actual.dataType());
        double tolerance = actual.dataType() == DataType.DOUBLE ? 1e-11 : 5e-5;
        assertThat(actual.reshape(array.shape()).distance2(array)).as(what).isLessThan(tolerance);
    }
}
