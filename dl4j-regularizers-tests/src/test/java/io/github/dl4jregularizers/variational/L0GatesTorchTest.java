package io.github.dl4jregularizers.variational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.noise.NoiseSource;
import io.github.dl4jregularizers.optimizer.BiasCorrectedAdam;
import io.github.dl4jregularizers.reference.Reference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Gates against PyTorch's autograd and Adam, with the same draws: one layer in every format, and whole trainings. */
class L0GatesTorchTest {

    private static final JsonNode VALUES = Reference.of("l0-gates");

    static List<Arguments> layers() {
        List<Arguments> cases = new ArrayList<>();
        for (JsonNode values : VALUES.get("layers")) {
            for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
                for (boolean channelsLast : new boolean[] {false, true}) {
                    cases.add(Arguments.of(values.get("name").asText(), type, channelsLast, values));
                }
            }
        }
        return cases;
    }

    @ParameterizedTest(name = "{0} {1}, channels last: {2}")
    @MethodSource("layers")
    void aLayerEqualsTorch(String name, DataType type, boolean channelsLast, JsonNode values) {
        INDArray input = array(values.get("input"), type, channelsLast);
        L0Gates gates = gates(values)
                .nIn(values.get("logAlpha").size())
                .groupSize(values.get("groupSize").asLong())
                .temperature(values.get("temperature").asDouble())
                .stretch(values.get("gamma").asDouble(), values.get("zeta").asDouble())
                .dataFormat(channelsLast ? channelsLast(input.rank()) : null)
                .build()
                .withNoise(new Draws(List.of(Reference.array(values.get("u"), type))));
        MultiLayerNetwork network = new MultiLayerNetwork(
                new NeuralNetConfiguration.Builder().dataType(type).list(gates).build());
        network.init();
        network.initGradientsView();
        Layer layer = network.getLayer(0);
        layer.getParam("logAlpha").assign(Reference.array(values.get("logAlpha"), type));
        INDArray gradient = array(values.get("outputGradient"), type, channelsLast);
        LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.noWorkspaces();

        assertClose(layer.activate(input, true, workspaces), values.get("output"), channelsLast);
        Pair<Gradient, INDArray> gradients = layer.backpropGradient(gradient, workspaces);
        assertClose(gradients.getSecond(), values.get("inputGradient"), channelsLast);
        assertClose(gradients.getFirst().getGradientFor("logAlpha"), values.get("logAlphaGradient"), false);

        assertClose(layer.activate(input, false, workspaces), values.get("inference"), channelsLast);
        gradients = layer.backpropGradient(gradient, workspaces);
        assertClose(gradients.getSecond(), values.get("inferenceInputGradient"), channelsLast);
        assertClose(gradients.getFirst().getGradientFor("logAlpha"), values.get("inferenceLogAlphaGradient"), false);

        double score = values.get("score").asDouble();
        assertThat(layer.calcRegularizationScore(true))
                .isCloseTo(score, within(type == DataType.DOUBLE ? 1e-12 : 1e-5 * score));
        assertClose(gates.gates(layer.getParam("logAlpha")), values.get("gates"), false);
        assertThat(Sparsity.of(network).pruned()).isEqualTo(values.get("closed").asLong());
    }

    private static L0Gates.Builder gates(JsonNode values) {
        return new L0Gates.Builder()
                .lambda(values.get("lambda").asDouble())
                .gatesPerExample(values.get("gatesPerExample").asBoolean());
    }

    private static DataFormat channelsLast(int rank) {
        switch (rank) {
            case 3:
                return RNNFormat.NWC;
            case 4:
                return CNN2DFormat.NHWC;
            case 5:
                return Convolution3D.DataFormat.NDHWC;
            default:
                return null;
        }
    }

    private static INDArray array(JsonNode node, DataType type, boolean channelsLast) {
        INDArray array = Reference.array(node, type);
        for (int axis = 2; channelsLast && axis < array.rank(); axis++) {
            array = array.swapAxes(axis - 1, axis);
        }
        return array.dup('c');
    }

    private static void assertClose(INDArray actual, JsonNode expected, boolean channelsLast) {
        INDArray wanted = array(expected, DataType.DOUBLE, channelsLast);
        double tolerance = actual.dataType() == DataType.DOUBLE ? 1e-12 : 2e-5;
        assertThat(actual.shape()).isEqualTo(wanted.shape());
        double[] found = actual.castTo(DataType.DOUBLE).dup('c').data().asDouble();
        double[] values = wanted.data().asDouble();
        for (int i = 0; i < values.length; i++) {
            assertThat(found[i]).isCloseTo(values[i], within(tolerance * Math.max(1, Math.abs(values[i]))));
        }
    }

    /** With a log alpha near its bound in each. */
    @ParameterizedTest(name = "training {0}")
    @ValueSource(ints = {0, 1})
    void aTrainingEqualsTorch(int training) {
        JsonNode values = VALUES.get("trainings").get(training);
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .updater(new BiasCorrectedAdam(0.1, 0.9, 0.999, 1e-8))
                .list(
                        gates(values).nIn(4).build().withNoise(draws(values, 0)),
                        new DenseLayer.Builder()
                                .nIn(4)
                                .nOut(3)
                                .activation(Activation.TANH)
                                .build(),
                        gates(values).nIn(3).build().withNoise(draws(values, 1)),
                        new OutputLayer.Builder(LossFunction.MCXENT)
                                .nIn(3)
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build())
                .build());
        network.init();
        network.paramTable()
                .forEach((name, parameter) ->
                        parameter.assign(Reference.array(values.get("start").get(name), DataType.DOUBLE)));
        DataSet batch = new DataSet(
                Reference.array(values.get("features"), DataType.DOUBLE),
                Reference.array(values.get("labels"), DataType.DOUBLE));
        for (JsonNode score : values.get("scores")) {
            network.fit(batch);
            assertThat(network.score()).isCloseTo(score.asDouble(), within(1e-12));
        }
        network.paramTable()
                .forEach((name, parameter) ->
                        assertClose(parameter, values.get("end").get(name), false));
    }

    private static NoiseSource draws(JsonNode values, int layer) {
        List<INDArray> draws = new ArrayList<>();
        values.get("draws").forEach(step -> draws.add(Reference.array(step.get(layer), DataType.DOUBLE)));
        return new Draws(draws);
    }

    /** Draws from U(0, 1) that are given, an array at a time. */
    private static final class Draws implements NoiseSource {

        private final Iterator<INDArray> draws;

        Draws(List<INDArray> draws) {
            this.draws = draws.iterator();
        }

        @Override
        public void uniform(INDArray out, double from, double to) {
            INDArray next = draws.next();
            assertThat(out.shape()).as("shape of the draws").isEqualTo(next.shape());
            assertThat(new double[] {from, to}).containsExactly(0, 1);
            out.assign(next);
        }

        @Override
        public void gaussian(INDArray out, double mean, double standardDeviation) {
            throw new AssertionError("only uniform draws are needed");
        }

        @Override
        public void bernoulli(INDArray out, double retainProbability) {
            throw new AssertionError("only uniform draws are needed");
        }

        @Override
        public double nextDouble() {
            throw new AssertionError("gates are drawn as a whole");
        }
    }
}
