package io.github.dl4jregularizers.dropout;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Broadcasts draws over activations.
 *
 * <p>If the last axes share draws, both arrays are reshaped to a matrix and a column without a copy: ND4J broadcasts
 * those in a third of the time.
 */
final class SharedDraws {

    /** Creates a broadcasting operation. */
    @FunctionalInterface
    interface Operation {
        DynamicCustomOp of(INDArray activations, INDArray draws, INDArray result);
    }

    private SharedDraws() {}

    /**
     * Writes the result of the operation.
     *
     * @param activations of the result's type and shape
     * @param draws of the result's type and shape, with axes of length 1 where draws are shared
     * @param result array to write; may be the activations
     * @param operation such as {@code MulOp::new}
     */
    static void combine(INDArray activations, INDArray draws, INDArray result, Operation operation) {
        if (draws.length() < result.length()
                && areSharedAlongLastAxes(draws, result)
                && isRun(activations, result.ordering())
                && isRun(draws, result.ordering())
                && isRun(result, result.ordering())) {
            long rows = draws.length();
            Nd4j.exec(operation.of(matrix(activations, rows), matrix(draws, rows), matrix(result, rows)));
        } else {
            Nd4j.exec(operation.of(activations, draws, result));
        }
    }

    private static boolean areSharedAlongLastAxes(INDArray draws, INDArray result) {
        int own = draws.rank();
        while (own > 0 && draws.size(own - 1) == 1) {
            own--;
        }
        return Arrays.equals(draws.shape(), 0, own, result.shape(), 0, own);
    }

    private static boolean isRun(INDArray array, char order) {
        return array.ordering() == order && array.elementWiseStride() == 1;
    }

    private static INDArray matrix(INDArray array, long rows) {
        return array.reshape(array.ordering(), true, rows, array.length() / rows);
    }
}
