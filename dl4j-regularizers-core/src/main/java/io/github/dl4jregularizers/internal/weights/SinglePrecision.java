package io.github.dl4jregularizers.internal.weights;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Sums of squares overflow in half precision: such arrays are computed with in single precision. */
public final class SinglePrecision {

    private SinglePrecision() {}

    /** Returns a copy of a half-precision array; the array itself in any other type. */
    public static INDArray of(INDArray array) {
        return array.dataType() == DataType.FLOAT16 ? array.castTo(DataType.FLOAT) : array;
    }

    /** Writes a result back if {@link #of} made a copy. */
    public static void writeBack(INDArray computed, INDArray array) {
        if (computed != array) {
            array.assign(computed);
        }
    }
}
