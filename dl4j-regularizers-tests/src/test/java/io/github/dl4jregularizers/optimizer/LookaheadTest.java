package io.github.dl4jregularizers.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.reference.Reference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.shade.jackson.databind.JsonNode;

class LookaheadTest {

    private static final JsonNode REFERENCE = Reference.of("lookahead");

    static List<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (JsonNode one : REFERENCE.get("cases")) {
            cases.add(Arguments.of(one.get("optimizer").asText() + ", sequential", one, false));
            cases.add(Arguments.of(one.get("optimizer").asText() + ", graph", one, true));
        }
        return cases;
    }

    private static IUpdater updater(String name) {
        switch (name) {
            case "sgd":
                return new Sgd(0.2);
            case "nesterov":
                return new Nesterovs(0.1, 0.9);
            default:
                return new BiasCorrectedAdam(0.02, 0.9, 0.999, 1e-8);
        }
    }

    private static Model network(IUpdater updater, DataType type, boolean graph) {
        NeuralNetConfiguration.Builder builder =
                new NeuralNetConfiguration.Builder().dataType(type).updater(updater);
        Layer first =
                new DenseLayer.Builder().nOut(4).activation(Activation.TANH).build();
        Layer norm = new BatchNormalization.Builder().eps(1e-5).decay(0.9).build();
        Layer last =
                new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build();
        InputType input = InputType.feedForward(3);
        Model network = graph
                ? new ComputationGraph(builder.graphBuilder()
                        .addInputs("in")
                        .addLayer("0", first, "in")
                        .addLayer("1", norm, "0")
                        .addLayer("2", last, "1")
                        .setOutputs("2")
                        .setInputTypes(input)
                        .build())
                : new MultiLayerNetwork(
                        builder.list(first, norm, last).setInputType(input).build());
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

    private static DataSet data(JsonNode one, DataType type) {
        return new DataSet(Reference.array(one.get("features"), type), Reference.array(one.get("labels"), type));
    }

    private static Model started(JsonNode one, DataType type, boolean graph) {
        Model network = network(updater(one.get("optimizer").asText()), type, graph);
        Map<String, INDArray> parameters = network.paramTable();
        one.get("start").fields().forEachRemaining(entry -> {
            INDArray parameter = parameters.get(entry.getKey());
            parameter.assign(Reference.array(entry.getValue(), type).reshape(parameter.shape()));
        });
        return network;
    }

    private static void assertEqual(JsonNode expected, Model network, double tolerance) {
        Map<String, INDArray> parameters = network.paramTable();
        for (Iterator<String> keys = expected.fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            double[] values = Reference.array(expected.get(key), DataType.DOUBLE)
                    .dup('c')
                    .data()
                    .asDouble();
            assertThat(parameters.get(key).dup('c').data().asDouble())
                    .as(key)
                    .containsExactly(values, within(tolerance));
        }
    }

    /** BatchNorm's running statistics are those of the fast network in both copies. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void equalsTorch(String name, JsonNode one, boolean graph) {
        Model network = started(one, DataType.DOUBLE, graph);
        Lookahead lookahead = new Lookahead()
                .withSteps(one.get("k").asInt())
                .withStepSize(one.get("alpha").asDouble());
        network.setListeners(lookahead);
        for (int t = 0; t < REFERENCE.get("updates").asInt(); t++) {
            fit(network, data(one, DataType.DOUBLE));
        }
        assertEqual(one.get("fast"), network, 1e-12);
        Model slow = lookahead.slow(network);
        assertEqual(one.get("slow"), slow, 1e-12);
        slow.params().assign(0);
        assertEqual(one.get("fast"), network, 1e-12);
    }

    /** Slow weights move by less than the resolution of half precision, and add up in float. */
    @Test
    void slowWeightsOfHalfNetworksAreKeptInFloat() {
        JsonNode one = REFERENCE.get("cases").get(0);
        Model half = started(one, DataType.FLOAT16, false);
        Lookahead lookahead = new Lookahead();
        half.setListeners(lookahead);
        for (int t = 0; t < REFERENCE.get("updates").asInt(); t++) {
            fit(half, data(one, DataType.FLOAT16));
        }
        assertEqual(one.get("slow"), lookahead.slow(half), 0.02);
    }

    @Test
    void oneListenerServesOneNetwork() {
        JsonNode one = REFERENCE.get("cases").get(0);
        Model first = started(one, DataType.FLOAT, false);
        Model second = started(one, DataType.FLOAT, true);
        Lookahead lookahead = new Lookahead();
        assertThatThrownBy(() -> lookahead.slow(first))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The Lookahead has no slow weights before the first update");
        first.setListeners(lookahead);
        second.setListeners(lookahead);
        fit(first, data(one, DataType.FLOAT));
        assertThatThrownBy(() -> fit(second, data(one, DataType.FLOAT)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("A Lookahead is for one network");
        assertThatThrownBy(() -> lookahead.slow(second)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void badArgumentsAreNamed() {
        assertThatThrownBy(() -> new Lookahead().withSteps(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("updates must be >= 1, but was 0");
        for (double alpha : new double[] {0, -1, 1.5, Double.NaN}) {
            assertThatThrownBy(() -> new Lookahead().withStepSize(alpha))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("alpha must be");
        }
        assertThat(new Lookahead().withSteps(7).withStepSize(0.8)).hasToString("Lookahead(7 steps, step size 0.8)");
    }
}
