package io.github.dl4jregularizers.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.noise.NoiseSource;
import io.github.dl4jregularizers.noise.SeededNoise;
import io.github.dl4jregularizers.reference.Reference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.shade.jackson.databind.JsonNode;

/** The penalty's gradient against PyTorch's double backward pass, in both kinds of network, and its side effects. */
class FisherTracePenaltyTest {

    /** Uniform draws that are given. */
    private static final class Given implements NoiseSource {

        private final INDArray draws;

        Given(INDArray draws) {
            this.draws = draws;
        }

        @Override
        public void bernoulli(INDArray out, double retainProbability) {
            throw new AssertionError("only uniform draws are given");
        }

        @Override
        public void gaussian(INDArray out, double mean, double standardDeviation) {
            throw new AssertionError("only uniform draws are given");
        }

        @Override
        public void uniform(INDArray out, double from, double to) {
            assertThat(out.shape()).isEqualTo(draws.shape());
            out.assign(draws.mul(to - from).addi(from));
        }

        @Override
        public double nextDouble() {
            throw new AssertionError("only uniform draws are given");
        }
    }

    static Stream<Arguments> cases() {
        return StreamSupport.stream(Reference.of("fisher-trace").get("cases").spliterator(), false)
                .flatMap(values -> Stream.of(false, true)
                        .map(isGraph -> Arguments.of(
                                values.get("name").asText() + (isGraph ? ", graph" : ""), values, isGraph)));
    }

    private static OutputLayer output(boolean isSoftmax, int classes) {
        return new OutputLayer.Builder(isSoftmax ? LossFunction.MCXENT : LossFunction.XENT)
                .nIn(4)
                .nOut(classes)
                .activation(isSoftmax ? Activation.SOFTMAX : Activation.SIGMOID)
                .build();
    }

    private static Model network(boolean isGraph, OutputLayer output) {
        NeuralNetConfiguration.Builder settings = new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .seed(2)
                .updater(new Sgd(1));
        DenseLayer dense = new DenseLayer.Builder()
                .nIn(3)
                .nOut(4)
                .activation(Activation.TANH)
                .build();
        if (isGraph) {
            ComputationGraph graph = new ComputationGraph(settings.graphBuilder()
                    .addInputs("in")
                    .addLayer("0", dense, "in")
                    .addLayer("1", output, "0")
                    .setOutputs("1")
                    .build());
            graph.init();
            return graph;
        }
        MultiLayerNetwork network =
                new MultiLayerNetwork(settings.list(dense, output).build());
        network.init();
        return network;
    }

    private static void fit(Model network, DataSet data) {
        if (network instanceof ComputationGraph) {
            ((ComputationGraph) network).fit(data);
        } else {
            ((MultiLayerNetwork) network).fit(data);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theStepIsThatOfTorch(String name, JsonNode values, boolean isGraph) {
        DataSet data = new DataSet(
                Reference.array(values.get("features"), DataType.DOUBLE),
                Reference.array(values.get("labels"), DataType.DOUBLE));
        Model network = network(isGraph, output(name.startsWith("softmax"), (int)
                data.getLabels().size(1)));
        network.paramTable()
                .forEach((key, value) ->
                        value.assign(Reference.array(values.get("parameters").get(key), DataType.DOUBLE)
                                .reshape(value.shape())));
        Map<String, INDArray> before = copies(network);
        network.setListeners(new FisherTracePenalty(values.get("lambda").asDouble())
                .withStep(1e-5)
                .withNoise(new Given(Reference.array(values.get("draws"), DataType.DOUBLE))));
        fit(network, data);
        before.forEach((key, start) -> {
            INDArray expected = Reference.array(values.get("gradients").get(key), DataType.DOUBLE);
            INDArray found = start.sub(network.paramTable().get(key)).reshape(expected.shape());
            assertThat(found.sub(expected).amaxNumber().doubleValue()).as(key).isLessThan(1e-5);
        });
        assertThat(network.score()).isCloseTo(values.get("score").asDouble(), within(1e-9));
    }

    private static Map<String, INDArray> copies(Model network) {
        Map<String, INDArray> copies = new LinkedHashMap<>();
        network.paramTable().forEach((key, value) -> copies.put(key, value.dup()));
        return copies;
    }

    /** A penalty of nearly 0 leaves the step, BatchNorm's statistics and the labels as they are. */
    @Test
    void leavesTheRestOfTheStep() {
        MultiLayerNetwork plain = normalized();
        MultiLayerNetwork penalized = normalized();
        penalized.setListeners(new FisherTracePenalty(1e-300));
        DataSet data = new DataSet(
                Nd4j.rand(DataType.DOUBLE, 6, 3),
                Nd4j.eye(2).castTo(DataType.DOUBLE).repmat(3L, 1L));
        INDArray labels = data.getLabels().dup();
        for (int i = 0; i < 3; i++) {
            plain.fit(data);
            penalized.fit(data);
        }
        assertThat(penalized.params().sub(plain.params()).amaxNumber().doubleValue())
                .isLessThan(1e-12);
        assertThat(penalized.score()).isCloseTo(plain.score(), within(1e-12));
        assertThat(data.getLabels()).isEqualTo(labels);
    }

    private static MultiLayerNetwork normalized() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .seed(2)
                .updater(new Sgd(0.1))
                .list(
                        new DenseLayer.Builder().nIn(3).nOut(4).build(),
                        new BatchNormalization.Builder().nIn(4).nOut(4).build(),
                        output(true, 2))
                .build());
        network.init();
        return network;
    }

    /** Masked time steps have no effect: neither on the loss nor on the prediction from which labels are drawn. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void drawsFromTheMaskedPrediction(boolean isGraph) {
        INDArray features = Nd4j.rand(DataType.DOUBLE, 6, 3, 4);
        INDArray mask = Nd4j.ones(DataType.DOUBLE, 6, 4);
        mask.get(NDArrayIndex.all(), NDArrayIndex.interval(2, 4)).assign(0);
        INDArray others = features.dup();
        others.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(2, 4))
                .assign(5);
        INDArray labels = Nd4j.eye(2).castTo(DataType.DOUBLE).repmat(3L, 1L);
        assertThat(trained(isGraph, new DataSet(others, labels, mask, null)))
                .isEqualTo(trained(isGraph, new DataSet(features, labels, mask, null)));
    }

    private static INDArray trained(boolean isGraph, DataSet data) {
        MultiLayerNetwork sequence = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .seed(2)
                .updater(new Sgd(0.1))
                .list()
                .layer(new SimpleRnn.Builder().nIn(3).nOut(4).build())
                .layer(new GlobalPoolingLayer(PoolingType.AVG))
                .layer(output(true, 2))
                .setInputType(InputType.recurrent(3))
                .build());
        sequence.init();
        Model network = isGraph ? sequence.toComputationGraph() : sequence;
        network.setListeners(new FisherTracePenalty(3).withNoise(new SeededNoise(7, 0, 0, 1)));
        for (int step = 0; step < 3; step++) {
            fit(network, data);
        }
        return network.params();
    }

    @Test
    void refusesBadArguments() {
        assertThatThrownBy(() -> new FisherTracePenalty(0)).hasMessageContaining("lambda must be finite and > 0");
        assertThatThrownBy(() -> new FisherTracePenalty(1).withStep(Double.NaN))
                .hasMessageContaining("step must be finite and > 0, but was NaN");
        assertThatThrownBy(() -> new FisherTracePenalty(1).withNoise(null))
                .hasMessageContaining("source must be given");
        MultiLayerNetwork regression = (MultiLayerNetwork) network(
                false,
                new OutputLayer.Builder(LossFunction.MSE)
                        .nIn(4)
                        .nOut(2)
                        .activation(Activation.IDENTITY)
                        .build());
        regression.setListeners(new FisherTracePenalty(1));
        assertThatThrownBy(() -> regression.fit(Nd4j.rand(DataType.DOUBLE, 2, 3), Nd4j.rand(DataType.DOUBLE, 2, 2)))
                .hasMessageContaining("of probabilities, but was REGRESSION");
    }
}
