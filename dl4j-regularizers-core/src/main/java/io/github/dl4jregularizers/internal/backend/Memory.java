package io.github.dl4jregularizers.internal.backend;

import java.util.function.Consumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The memory layout of an array. */
public final class Memory {

    private Memory() {}

    /**
     * Tests for elements without gaps, in the array's own order.
     *
     * @param array any array
     * @return true if consecutive elements are neighbors in memory
     */
    public static boolean isContiguous(INDArray array) {
        return isContiguous(array, array.ordering());
    }

    /**
     * Tests for elements without gaps in c order.
     *
     * @param array any array
     * @return true if consecutive elements in c order are neighbors in memory
     */
    public static boolean isDense(INDArray array) {
        return isContiguous(array, 'c');
    }

    /**
     * Fills an array that may have gaps. ND4J's Gaussian operation writes only the first element of such an array.
     *
     * @param array to fill
     * @param fill writes every element of an array without gaps
     */
    public static void withoutGaps(INDArray array, Consumer<INDArray> fill) {
        if (isContiguous(array)) {
            fill.accept(array);
        } else {
            INDArray copy = Nd4j.createUninitialized(array.dataType(), array.shape(), 'c');
            fill.accept(copy);
            array.assign(copy);
        }
    }

    private static boolean isContiguous(INDArray array, char order) {
        int rank = array.rank();
        long run = 1;
        for (int i = 0; i < rank; i++) {
            int axis = order == 'c' ? rank - 1 - i : i;
            if (array.size(axis) != 1 && array.stride(axis) != run) {
                return false;
            }
            run *= array.size(axis);
        }
        return true;
    }
}
