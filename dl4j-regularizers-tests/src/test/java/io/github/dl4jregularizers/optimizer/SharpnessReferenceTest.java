package io.github.dl4jregularizers.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.reference.Reference;
import java.util.ArrayList;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Five steps against PyTorch's; the numbers come from reference/sharpness/generate.py. */
class SharpnessReferenceTest {

    private static final JsonNode REFERENCE = Reference.of("sharpness");

    static List<Arguments> torch() {
        List<Arguments> cases = new ArrayList<>();
        for (JsonNode values : REFERENCE.get("cases")) {
            for (boolean graph : new boolean[] {false, true}) {
                String name = (values.get("adaptive").asBoolean() ? "ASAM " : "SAM ")
                        + values.get("rho").asDouble()
                        + (graph ? ", graph" : ", sequential");
                cases.add(Arguments.of(name, values, graph));
            }
        }
        return cases;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("torch")
    void equalsTorch(String name, JsonNode values, boolean graph) {
        Model network = network(graph);
        Map<String, INDArray> parameters = network.paramTable();
        values.get("start").fields().forEachRemaining(entry -> {
            INDArray parameter = parameters.get(entry.getKey());
            parameter.assign(array(entry.getValue()).reshape(parameter.shape()));
        });
        double rho = values.get("rho").asDouble();
        network.addListeners(
                values.get("adaptive").asBoolean()
                        ? SharpnessAwareMinimization.adaptive(rho)
                        : new SharpnessAwareMinimization(rho));
        DataSet data = new DataSet(array(values.get("features")), array(values.get("labels")));
        for (JsonNode score : values.get("scores")) {
            if (graph) {
                ((ComputationGraph) network).fit(data);
            } else {
                ((MultiLayerNetwork) network).fit(data);
            }
            assertThat(network.score()).isCloseTo(score.asDouble(), within(1e-12));
        }
        values.get("expected").fields().forEachRemaining(entry -> assertThat(
                        parameters.get(entry.getKey()).dup('c').data().asDouble())
                .as(entry.getKey())
                .containsExactly(array(entry.getValue()).data().asDouble(), within(1e-12)));
    }

    private static INDArray array(JsonNode node) {
        return Reference.array(node, DataType.DOUBLE);
    }

    private static Model network(boolean graph) {
        NeuralNetConfiguration.Builder settings = new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .updater(new Nesterovs(
                        REFERENCE.get("rate").asDouble(),
                        REFERENCE.get("momentum").asDouble()));
        Layer hidden =
                new DenseLayer.Builder().nOut(4).activation(Activation.TANH).build();
        Layer norm = new BatchNormalization.Builder().eps(1e-5).decay(0.9).build();
        Layer last =
                new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build();
        if (!graph) {
            MultiLayerNetwork network = new MultiLayerNetwork(settings.list()
                    .layer(hidden)
                    .layer(norm)
                    .layer(last)
                    .setInputType(InputType.feedForward(3))
                    .build());
            network.init();
            return network;
        }
        ComputationGraph network = new ComputationGraph(settings.graphBuilder()
                .addInputs("in")
                .addLayer("0", hidden, "in")
                .addLayer("1", norm, "0")
                .addLayer("2", last, "1")
                .setOutputs("2")
                .setInputTypes(InputType.feedForward(3))
                .build());
        network.init();
        return network;
    }
}
