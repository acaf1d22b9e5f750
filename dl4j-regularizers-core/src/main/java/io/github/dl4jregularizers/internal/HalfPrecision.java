package io.github.dl4jregularizers.internal;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Arithmetic on arrays of type HALF, whose squares underflow below 2.4e-4 and whose sums overflow above 65504. */
public final class HalfPrecision {

    private HalfPrecision() {}

    /**
     * Widens an array for arithmetic.
     *
     * @param array of any floating-point type
     * @return a copy in float if the array is of type HALF; otherwise the array itself
     */
    public static INDArray widened(INDArray array) {
        return array.dataType() == DataType.FLOAT16 ? array.castTo(DataType.FLOAT) : array;
    }
}
