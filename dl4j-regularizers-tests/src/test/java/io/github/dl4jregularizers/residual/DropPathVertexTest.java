package io.github.dl4jregularizers.residual;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.reference.Reference;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.JsonNode;

class DropPathVertexTest {

    private static final LayerWorkspaceMgr NO_WORKSPACES = LayerWorkspaceMgr.noWorkspacesImmutable();

    static Stream<JsonNode> cases() {
        return StreamSupport.stream(Reference.of("drop-path").path("cases").spliterator(), false);
    }

    private static GraphVertex vertex(DropPathVertex configuration) {
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .addVertex("path", configuration, "in")
                .addLayer(
                        "out",
                        new LossLayer.Builder().activation(Activation.IDENTITY).build(),
                        "path")
                .setOutputs("out")
                .build());
        graph.init();
        return graph.getVertex("path");
    }

    private static INDArray forward(GraphVertex vertex, INDArray input) {
        vertex.setInputs(input);
        return vertex.doForward(true, NO_WORKSPACES);
    }

    private static INDArray backward(GraphVertex vertex, INDArray epsilon) {
        vertex.setEpsilon(epsilon);
        return vertex.doBackward(false, NO_WORKSPACES).getSecond()[0];
    }

    private static void assertEqual(INDArray actual, INDArray expected) {
        assertWithin("array", 1e-15, actual, expected);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isTimmsDropPath(JsonNode expected) {
        double[] draws =
                Reference.array(expected.path("draws"), DataType.DOUBLE).toDoubleVector();
        DropRate rate = DropRate.of(expected.path("rate").asDouble());
        GraphVertex vertex = vertex(new DropPathVertex(rate).withNoise(new FixedDraws(draws)));
        INDArray output = forward(vertex, Reference.array(expected.path("input"), DataType.DOUBLE));
        assertEqual(output, Reference.array(expected.path("output"), DataType.DOUBLE));
        INDArray gradient = backward(vertex, Reference.array(expected.path("epsilon"), DataType.DOUBLE));
        assertEqual(gradient, Reference.array(expected.path("gradient"), DataType.DOUBLE));
    }

    @Test
    void aDroppedBatchIsZeroInBothPasses() {
        INDArray ones = Nd4j.ones(DataType.DOUBLE, 3, 2);
        for (DropPathVertex configuration : List.of(
                new DropPathVertex(DropRate.of(0.5)),
                new DropPathVertex.Builder()
                        .dropRate(DropRate.of(0.5))
                        .perExample(false)
                        .build())) {
            GraphVertex vertex = vertex(configuration.withNoise(new FixedDraws(0.9)));
            assertEqual(forward(vertex, ones), ones.mul(0));
            assertEqual(backward(vertex, ones), ones.mul(0));
        }
    }

    @Test
    void oneDrawDecidesForTheWholeBatch() {
        INDArray ones = Nd4j.ones(DataType.DOUBLE, 3, 2);
        GraphVertex vertex = vertex(new DropPathVertex.Builder()
                .dropRate(DropRate.of(0.5))
                .perExample(false)
                .build()
                .withNoise(new FixedDraws(0.1, 0.9)));
        assertEqual(forward(vertex, ones), ones.mul(2));
        assertEqual(forward(vertex, ones), ones.mul(0));
    }
}
