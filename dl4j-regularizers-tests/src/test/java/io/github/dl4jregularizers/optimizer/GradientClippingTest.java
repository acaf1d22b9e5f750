package io.github.dl4jregularizers.optimizer;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.internal.config.ParametricLayer;
import io.github.dl4jregularizers.internal.config.ParametricLayers;
import io.github.dl4jregularizers.internal.weights.NetworkParameter;
import io.github.dl4jregularizers.reference.Reference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CapsuleLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.parallelism.ParallelWrapper;
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
import org.nd4j.shade.jackson.databind.JsonNode;

class GradientClippingTest {

    private static final JsonNode REFERENCE = Reference.of("clipping");

    static List<Arguments> torch() {
        List<Arguments> cases = new ArrayList<>();
        for (JsonNode values : REFERENCE.get("cases")) {
            for (boolean graph : new boolean[] {false, true}) {
                String name = values.get("kind").asText() + ", "
                        + values.get("method").asText() + " "
                        + values.get("limit").asDouble() + (graph ? ", graph" : ", sequential");
                cases.add(Arguments.of(name, values, graph));
            }
        }
        return cases;
    }

    /** Five steps of SGD against PyTorch's: BatchNorm's statistics equal those without clipping. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("torch")
    void equalsTorch(String name, JsonNode values, boolean graph) {
        Model network = network(values.get("kind").asText().equals("dense"), graph);
        Map<String, INDArray> parameters = network.paramTable();
        values.get("start").fields().forEachRemaining(entry -> {
            INDArray parameter = parameters.get(entry.getKey());
            parameter.assign(array(entry.getValue()).reshape(parameter.shape()));
        });
        double limit = values.get("limit").asDouble();
        network.addListeners(clipping(values.get("method").asText(), limit));
        DataSet data = new DataSet(array(values.get("features")), array(values.get("labels")));
        for (int step = 0; step < REFERENCE.get("steps").asInt(); step++) {
            fit(network, data);
        }
        values.get("expected").fields().forEachRemaining(entry -> assertThat(
                        parameters.get(entry.getKey()).dup('c').data().asDouble())
                .as(entry.getKey())
                .containsExactly(array(entry.getValue()).data().asDouble(), within(1e-12)));
    }

    static GradientClipping clipping(String method, double limit) {
        switch (method) {
            case "global":
                return GradientClipping.globalNorm(limit);
            case "adaptive":
                return GradientClipping.adaptive(limit);
            default:
                return GradientClipping.byValue(limit);
        }
    }

    private static INDArray array(JsonNode node) {
        return Reference.array(node, DataType.DOUBLE);
    }

    private static void fit(Model network, DataSet data) {
        if (network instanceof ComputationGraph) {
            ((ComputationGraph) network).fit(data);
        } else {
            ((MultiLayerNetwork) network).fit(data);
        }
    }

    static NeuralNetConfiguration.Builder settings(DataType type, double learningRate) {
        return new NeuralNetConfiguration.Builder().seed(5).dataType(type).updater(new Sgd(learningRate));
    }

    /** In the graph, the vertices are declared in the opposite of their topological order. */
    private static Model network(boolean dense, boolean graph) {
        Layer first = dense
                ? new DenseLayer.Builder()
                        .nOut(4)
                        .activation(Activation.IDENTITY)
                        .build()
                : new ConvolutionLayer.Builder(2, 2)
                        .nOut(4)
                        .activation(Activation.IDENTITY)
                        .build();
        Layer norm = new BatchNormalization.Builder().eps(1e-5).decay(0.9).build();
        Layer tanh = new ActivationLayer(Activation.TANH);
        Layer last =
                new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build();
        InputType input = dense ? InputType.feedForward(3) : InputType.convolutional(3, 3, 2);
        NeuralNetConfiguration.Builder settings =
                settings(DataType.DOUBLE, REFERENCE.get("rate").asDouble());
        if (!graph) {
            MultiLayerNetwork network = new MultiLayerNetwork(settings.list()
                    .layer(first)
                    .layer(norm)
                    .layer(tanh)
                    .layer(last)
                    .setInputType(input)
                    .build());
            network.init();
            return network;
        }
        ComputationGraph network = new ComputationGraph(settings.graphBuilder()
                .addInputs("in")
                .addLayer("3", last, "2")
                .addLayer("2", tanh, "1")
                .addLayer("1", norm, "0")
                .addLayer("0", first, "in")
                .setOutputs("3")
                .setInputTypes(input)
                .build());
        network.init();
        return network;
    }

    static Stream<ParametricLayer> layers() {
        return ParametricLayers.rows();
    }

    /** Parameters in [1, 2), and gradients equal to them; one example per batch. */
    static MultiLayerNetwork filled(MultiLayerConfiguration conf) {
        MultiLayerNetwork network = new MultiLayerNetwork(conf);
        network.init();
        network.initGradientsView();
        network.params().assign(Nd4j.rand(network.params().shape()).addi(1));
        gradients(network).assign(network.params());
        network.setInput(Nd4j.ones(1, 1));
        network.setLabels(Nd4j.ones(1, 1));
        return network;
    }

    static INDArray gradients(MultiLayerNetwork network) {
        INDArray gradients = network.getFlattenedGradients();
        return gradients.reshape(gradients.length());
    }

    @ParameterizedTest
    @MethodSource("layers")
    void everyLayersNetworkParametersAreFoundAndNothingElseIsClipped(ParametricLayer row) {
        MultiLayerNetwork network = filled(row.configuration());
        NetworkParameter.of(network)
                .forEach(parameter -> assertWithin(parameter.fullName(), 0, parameter.gradient, parameter.value));

        List<String> names = new ArrayList<>(network.paramTable().keySet());
        names.forEach(name -> network.paramTable().get(name).assign(1 + names.indexOf(name)));
        gradients(network).assign(network.params());
        GradientClipping.globalNorm(1e-3).onGradientCalculation(network);
        boolean frozen = row.configuration()
                .getConf(0)
                .getLayer()
                .getClass()
                .getSimpleName()
                .startsWith("Frozen");
        for (int i = 0; i < network.numParams(); i++) {
            String name = names.get((int) network.params().getDouble(i) - 1);
            boolean left = frozen || row.roles().contains(name.substring(2) + "=STATISTIC");
            assertThat(gradients(network).getDouble(i) >= 1).as(name).isEqualTo(left);
        }
    }

    private static MultiLayerConfiguration single(InputType input, Layer layer) {
        return settings(DataType.FLOAT, 1)
                .list()
                .layer(layer)
                .validateOutputLayerConfig(false)
                .setInputType(input)
                .build();
    }

    @Test
    void aWordIsAUnitOfAnEmbedding() {
        MultiLayerNetwork network = filled(single(
                InputType.feedForward(3),
                new EmbeddingLayer.Builder().nIn(3).nOut(2).build()));
        network.params().assign(Nd4j.createFromArray(3f, 0, 0, 4, 0, 1));
        INDArray gradient = gradients(network).reshape('f', 3, 2);
        gradient.assign(Nd4j.createFromArray(new float[][] {{0, 6}, {1, 0}, {0, 0}}));
        GradientClipping.adaptive(0.5).onGradientCalculation(network);
        assertWithin("words", 1e-6, gradient, Nd4j.createFromArray(new float[][] {{0, 2.5f}, {5e-4f, 0}, {0, 0}}));
    }

    @Test
    void unknownUnitsAreRefusedUnlessExcluded() {
        MultiLayerNetwork network = filled(single(
                InputType.recurrent(3, 4),
                new CapsuleLayer.Builder(2, 3, 1).name("up").hasBias(true).build()));
        GradientClipping clipping = GradientClipping.adaptive(0.01);
        assertThatThrownBy(() -> clipping.onGradientCalculation(network))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("parameter weight of layer up must be a matrix")
                .hasMessageContaining("CapsuleLayer");
        INDArray before = gradients(network).dup();
        clipping.exclude((layer, parameter) -> layer.equals("up") && parameter.equals("weight"))
                .onGradientCalculation(network);
        NetworkParameter weight = NetworkParameter.of(network).stream()
                .filter(parameter -> parameter.name.equals("weight"))
                .findFirst()
                .orElseThrow();
        assertWithin("excluded", 0, weight.gradient, weight.value);
        assertThat(gradients(network)).isNotEqualTo(before);
    }

    @Test
    void anExcludedParameterIsNoPartOfTheNorm() {
        MultiLayerNetwork network = filled(single(
                InputType.feedForward(2), new DenseLayer.Builder().nOut(2).build()));
        gradients(network).assign(Nd4j.createFromArray(1e6f, 1e6f, 1e6f, 1e6f, 3, 4));
        GradientClipping.globalNorm(1)
                .exclude((layer, name) -> name.equals("W"))
                .onGradientCalculation(network);
        assertWithin("gradient", 1e-6, gradients(network), Nd4j.createFromArray(1e6f, 1e6f, 1e6f, 1e6f, 0.6f, 0.8f));
    }

    /** Two workers share the listener, each with a separate network; both clip, so no step is longer than 1e-3. */
    @Test
    void workersOfAParallelWrapperClipTheirOwnGradients() {
        MultiLayerNetwork network = (MultiLayerNetwork) network(true, false);
        network.addListeners(GradientClipping.globalNorm(1e-3));
        INDArray before = network.params().dup();
        DataSet batch = new DataSet(
                Nd4j.rand(DataType.DOUBLE, 4, 3),
                Nd4j.eye(3).castTo(DataType.DOUBLE).get(NDArrayIndex.indices(0, 1, 2, 0)));
        ParallelWrapper wrapper = new ParallelWrapper.Builder<>(network)
                .workers(2)
                .averagingFrequency(1)
                .prefetchBuffer(0)
                .build();
        wrapper.fit(new ListDataSetIterator<>(Collections.nCopies(4, batch), 4));
        wrapper.shutdown();
        INDArray change = network.params().sub(before);
        change.get(NDArrayIndex.interval(24, 32)).assign(0); // the statistics of BatchNorm
        assertThat(change.norm2Number().doubleValue()).isPositive().isLessThanOrEqualTo(2 * 0.5 * 1e-3 * (1 + 1e-6));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesWhatIsNoLimit(double limit) {
        assertThatThrownBy(() -> GradientClipping.globalNorm(limit))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maximum must be finite and > 0, but was " + limit);
        assertThatThrownBy(() -> GradientClipping.adaptive(limit))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ratio must be finite and > 0, but was " + limit);
        assertThatThrownBy(() -> GradientClipping.byValue(limit))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maximum must be finite and > 0, but was " + limit);
    }
}
