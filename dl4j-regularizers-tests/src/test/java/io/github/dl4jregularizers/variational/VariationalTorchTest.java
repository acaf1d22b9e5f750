package io.github.dl4jregularizers.variational;

import static io.github.dl4jregularizers.variational.TorchValues.assertClose;
import static io.github.dl4jregularizers.variational.TorchValues.inFormat;
import static io.github.dl4jregularizers.variational.TorchValues.network;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.noise.NoiseSource;
import io.github.dl4jregularizers.reference.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
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

/** Forward pass, gradients, divergence and pruned inference against PyTorch's autograd, with the same draws. */
class VariationalTorchTest {

    private static final KlWeight KL = KlWeight.forTrainingExamples(7).beta(0.5);

    static List<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (JsonNode values : Reference.of("variational").get("cases")) {
            for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
                cases.add(Arguments.of(values.get("name").asText(), type, CNN2DFormat.NCHW, values));
                if (!values.get("convolution").isNull()) {
                    cases.add(Arguments.of(values.get("name").asText(), type, CNN2DFormat.NHWC, values));
                }
            }
        }
        return cases;
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("cases")
    void equalsTorch(String name, DataType type, CNN2DFormat format, JsonNode values) {
        INDArray eps = inFormat(Reference.array(values.get("eps"), type), format);
        MultiLayerNetwork network = network(layer(values, format, eps), type);
        Layer layer = network.getLayer(0);
        for (Map.Entry<String, INDArray> parameter : layer.paramTable().entrySet()) {
            parameter.getValue().assign(Reference.array(values.get(parameter.getKey()), type));
        }
        INDArray input = inFormat(Reference.array(values.get("input"), type), format);
        LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.noWorkspaces();

        assertClose(layer.activate(input, false, workspaces), values.get("inference"), format);
        assertClose(layer.activate(input, true, workspaces), values.get("output"), format);
        INDArray gradient = inFormat(Reference.array(values.get("outputGradient"), type), format);
        Pair<Gradient, INDArray> gradients = layer.backpropGradient(gradient, workspaces);
        assertClose(gradients.getSecond(), values.get("inputGradient"), format);
        for (String parameter : new String[] {"W", "b", "logVariance"}) {
            INDArray found = gradients.getFirst().getGradientFor(parameter);
            assertClose(found, values.get("gradients").get(parameter), CNN2DFormat.NCHW);
        }
        double tolerance = type == DataType.DOUBLE ? 1e-12 : 1e-5;
        assertThat(layer.calcRegularizationScore(true))
                .isCloseTo(values.get("score").asDouble(), within(tolerance));
        assertThat(Sparsity.of(network).share())
                .isCloseTo(values.get("sparsity").asDouble(), within(1e-12));
    }

    private static FeedForwardLayer layer(JsonNode values, CNN2DFormat format, INDArray eps) {
        JsonNode convolution = values.get("convolution");
        JsonNode weights = values.get("W");
        if (convolution.isNull()) {
            return new VariationalDense.Builder()
                    .nIn(weights.size())
                    .nOut(weights.get(0).size())
                    .activation(Activation.TANH)
                    .klWeight(KL)
                    .pruningThreshold(1)
                    .build()
                    .withNoise(new Given(eps));
        }
        return new VariationalConvolution2D.Builder(
                        weights.get(0).get(0).size(),
                        weights.get(0).get(0).get(0).size())
                .convolutionMode(ConvolutionMode.valueOf(convolution.get("mode").asText()))
                .stride(integers(convolution.get("stride")))
                .padding(integers(convolution.get("padding")))
                .dilation(integers(convolution.get("dilation")))
                .dataFormat(format)
                .nIn(weights.get(0).size())
                .nOut(weights.size())
                .activation(Activation.TANH)
                .klWeight(KL)
                .pruningThreshold(1)
                .build()
                .withNoise(new Given(eps));
    }

    private static int[] integers(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }

    /** Draws that are given. */
    private static final class Given implements NoiseSource {

        private final INDArray draws;

        Given(INDArray draws) {
            this.draws = draws;
        }

        @Override
        public void gaussian(INDArray out, double mean, double standardDeviation) {
            assertThat(out.shape()).as("one draw for each element").isEqualTo(draws.shape());
            out.assign(draws.mul(standardDeviation).addi(mean));
        }

        @Override
        public void bernoulli(INDArray out, double retainProbability) {
            throw new AssertionError("only normal draws are needed");
        }

        @Override
        public void uniform(INDArray out, double from, double to) {
            throw new AssertionError("only normal draws are needed");
        }

        @Override
        public double nextDouble() {
            throw new AssertionError("only normal draws are needed");
        }
    }
}
