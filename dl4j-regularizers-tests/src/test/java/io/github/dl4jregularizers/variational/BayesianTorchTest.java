package io.github.dl4jregularizers.variational;

import static io.github.dl4jregularizers.variational.TorchValues.assertClose;
import static io.github.dl4jregularizers.variational.TorchValues.inFormat;
import static io.github.dl4jregularizers.variational.TorchValues.network;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.noise.NoiseSource;
import io.github.dl4jregularizers.reference.Reference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
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

/** Bayes by Backprop against PyTorch's autograd and distributions, with the same draws. */
class BayesianTorchTest {

    private static final KlWeight KL = KlWeight.forTrainingExamples(7).beta(0.5);

    static List<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (JsonNode values : Reference.of("bayes-by-backprop").get("cases")) {
            for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
                cases.add(Arguments.of(values.get("name").asText(), type, CNN2DFormat.NCHW, values));
                if (isConvolution(values)) {
                    cases.add(Arguments.of(values.get("name").asText(), type, CNN2DFormat.NHWC, values));
                }
            }
        }
        return cases;
    }

    private static boolean isConvolution(JsonNode values) {
        return values.get("name").asText().startsWith("convolution");
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("cases")
    void equalsTorch(String name, DataType type, CNN2DFormat format, JsonNode values) {
        Given given = given(values, format, type);
        MultiLayerNetwork network = network(layer(values, format, given), type);
        Layer layer = network.getLayer(0);
        for (Map.Entry<String, INDArray> parameter : layer.paramTable().entrySet()) {
            parameter.getValue().assign(Reference.array(values.get(parameter.getKey()), type));
        }
        INDArray input = inFormat(Reference.array(values.get("input"), type), format);
        LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.noWorkspaces();

        assertClose(layer.activate(input, false, workspaces), values.get("inference"), format);
        assertClose(layer.activate(input, true, workspaces), values.get("output"), format);
        assertThat(given.draws).as("draws left over").isEmpty();
        INDArray gradient = inFormat(Reference.array(values.get("outputGradient"), type), format);
        Pair<Gradient, INDArray> gradients = layer.backpropGradient(gradient, workspaces);
        assertClose(gradients.getSecond(), values.get("inputGradient"), format);
        for (String parameter : new String[] {"W", "b", "logVariance"}) {
            INDArray found = gradients.getFirst().getGradientFor(parameter);
            assertClose(found, values.get("gradients").get(parameter), CNN2DFormat.NCHW);
        }
        double score = values.get("score").asDouble();
        double tolerance = (type == DataType.DOUBLE ? 1e-12 : 2e-5) * Math.max(1, Math.abs(score));
        assertThat(layer.calcRegularizationScore(true)).isCloseTo(score, within(tolerance));
    }

    private static FeedForwardLayer layer(JsonNode values, CNN2DFormat format, NoiseSource noise) {
        JsonNode weights = values.get("W");
        JsonNode numbers = values.get("prior");
        WeightPrior prior = numbers.size() == 1
                ? WeightPrior.gaussian(numbers.get(0).asDouble())
                : WeightPrior.scaleMixture(
                        numbers.get(0).asDouble(),
                        numbers.get(1).asDouble(),
                        numbers.get(2).asDouble());
        GradientEstimator estimator =
                GradientEstimator.valueOf(values.get("estimator").asText());
        double temperature = values.get("temperature").asDouble();
        if (isConvolution(values)) {
            return new BayesianConvolution2D.Builder(3, 2)
                    .stride(2, 1)
                    .padding(1, 2)
                    .dataFormat(format)
                    .nIn(weights.get(0).size())
                    .nOut(weights.size())
                    .activation(Activation.TANH)
                    .klWeight(KL)
                    .prior(prior)
                    .temperature(temperature)
                    .estimator(estimator)
                    .build()
                    .withNoise(noise);
        }
        return new BayesianDense.Builder()
                .nIn(weights.size())
                .nOut(weights.get(0).size())
                .activation(Activation.TANH)
                .klWeight(KL)
                .prior(prior)
                .temperature(temperature)
                .estimator(estimator)
                .build()
                .withNoise(noise);
    }

    private static Given given(JsonNode values, CNN2DFormat format, DataType type) {
        Deque<INDArray> draws = new ArrayDeque<>();
        INDArray weights = Reference.array(values.get("weightDraws"), type);
        if (values.get("estimator").asText().equals("FLIPOUT")) {
            draws.add(weights);
            draws.add(Reference.array(values.get("outputSigns"), type));
            draws.add(Reference.array(values.get("inputSigns"), type));
        } else {
            draws.add(inFormat(Reference.array(values.get("eps"), type), format));
            if (values.get("prior").size() > 1) {
                draws.add(weights);
            }
        }
        return new Given(draws);
    }

    /** Draws that are given, in the order of their use. */
    private static final class Given implements NoiseSource {

        private final Deque<INDArray> draws;

        Given(Deque<INDArray> draws) {
            this.draws = draws;
        }

        private INDArray next(INDArray out) {
            INDArray next = draws.remove();
            assertThat(out.shape()).as("one draw per element").isEqualTo(next.shape());
            return next;
        }

        @Override
        public void gaussian(INDArray out, double mean, double standardDeviation) {
            out.assign(next(out).mul(standardDeviation).addi(mean));
        }

        @Override
        public void bernoulli(INDArray out, double retainProbability) {
            assertThat(retainProbability).isEqualTo(0.5);
            out.assign(next(out).add(1).muli(0.5));
        }

        @Override
        public void uniform(INDArray out, double from, double to) {
            throw new AssertionError("only normal draws and signs are needed");
        }

        @Override
        public double nextDouble() {
            throw new AssertionError("only normal draws and signs are needed");
        }
    }
}
