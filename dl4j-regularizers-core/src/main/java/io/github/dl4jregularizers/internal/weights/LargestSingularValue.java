package io.github.dl4jregularizers.internal.weights;

import org.nd4j.linalg.api.ndarray.INDArray;

/** The largest singular value of a matrix by power iteration, from its row of largest norm and so the same every time. */
public final class LargestSingularValue {

    public static final int DEFAULT_ITERATIONS = 20;

    /** At most the singular value: too small by a share of the order of (sigma2 / sigma)^(2 iterations). */
    public final double value;
    /** The matrix times {@link #right}: the left singular vector times the value. Null if the matrix is 0. */
    public final INDArray left;
    /** The right singular vector, [columns, 1]. Null if the matrix is 0. */
    public final INDArray right;

    private LargestSingularValue(double value, INDArray left, INDArray right) {
        this.value = value;
        this.left = left;
        this.right = right;
    }

    public static LargestSingularValue of(INDArray matrix, int iterations) {
        long start = matrix.norm2(1).argMax().getLong(0);
        INDArray right = matrix.getRow(start, true).dup().transpose();
        INDArray left = null;
        INDArray transposed = matrix.transpose();
        for (int i = 0; i < iterations; i++) {
            if (left != null) {
                right = transposed.mmul(left);
            }
            double norm = right.norm2Number().doubleValue();
            if (norm == 0) {
                return new LargestSingularValue(0, null, null);
            }
            left = matrix.mmul(right.divi(norm));
        }
        return new LargestSingularValue(left.norm2Number().doubleValue(), left, right);
    }
}
