package io.github.dl4jregularizers.weightnoise;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;

import io.github.dl4jregularizers.reference.Reference;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.shade.jackson.databind.JsonNode;

/** The products with given masks against PyTorch's einsum and autograd, all examples at once and in parts. */
class ExampleMasksTest {

    @ParameterizedTest
    @CsvSource({
        "DOUBLE, 1, c",
        "DOUBLE, 2, f",
        "DOUBLE, 5, c",
        "FLOAT, 2, c",
        "FLOAT, 5, f",
        "FLOAT, 100, c",
        "HALF, 2, c",
        "HALF, 5, f"
    })
    void equalsTorch(DataType type, long atOnce, char order) {
        JsonNode values = Reference.of("example-masks");
        INDArray given = Reference.array(values.get("masks"), type).permute(0, 2, 1);
        INDArray input = Reference.array(values.get("input"), type).dup(order);
        INDArray weights = Reference.array(values.get("weights"), type).dup('f');
        INDArray gradient = Reference.array(values.get("outputGradient"), type).dup(order);
        INDArray output = Nd4j.create(type, 5, 3);
        INDArray inputGradient = Nd4j.create(type, 5, 4);
        INDArray weightGradient =
                Nd4j.valueArrayOf(new long[] {1, 12}, Double.NaN, type).reshape('f', 4, 3);

        ExampleMasks masks = new ExampleMasks((out, first) -> out.assign(part(given, first, out.size(0))), atOnce);
        LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.noWorkspaces();
        masks.forward(input, weights, output, workspaces);
        masks.forward(input, weights, output, workspaces);
        masks.backward(input, gradient, weights, weightGradient, inputGradient, workspaces);

        assertClose(output, Reference.array(values.get("output"), type));
        assertClose(inputGradient, Reference.array(values.get("inputGradient"), type));
        assertClose(weightGradient, Reference.array(values.get("weightGradient"), type));
    }

    private static INDArray part(INDArray masks, long first, long count) {
        return masks.get(NDArrayIndex.interval(first, first + count), NDArrayIndex.all(), NDArrayIndex.all());
    }

    private static void assertClose(INDArray actual, INDArray expected) {
        DataType type = expected.dataType();
        double tolerance = type == DataType.DOUBLE ? 1e-14 : type == DataType.FLOAT ? 1e-5 : 0.02;
        assertWithin("array", tolerance, actual, expected);
    }
}
