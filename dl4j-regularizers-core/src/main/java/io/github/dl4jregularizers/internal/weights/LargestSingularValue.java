package io.github.dl4jregularizers.internal.weights;

import io.github.dl4jregularizers.internal.backend.Backend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The largest singular value and its vectors, by Golub-Kahan-Lanczos bidiagonalization.
 *
 * <p>Starts from a seeded random vector, so that no structured matrix is orthogonal to it. Results are reproducible. A
 * round of iterations reads its coefficients once, at its end. While the residual ||A' u - sigma v|| is above 1e-4
 * sigma, another round starts from the right vector, up to 10 rounds. The relative error of sigma is then of the order
 * of the squared residual over the gap to the second value.
 *
 * <p>References: Golub &amp; Kahan, "Calculating the Singular Values and Pseudo-Inverse of a Matrix", 1965.
 */
public final class LargestSingularValue {

    public static final int DEFAULT_ITERATIONS = 20;

    private static final double TOLERANCE = 1e-4;
    private static final int ROUNDS = 10;
    private static final long SEED = 0x5DEECE66DL;
    /** Below every norm of interest; keeps 0 / 0 at 0. */
    private static final double TINY = 1e-30;

    /** The singular value, as a vector of length 1. Null for a zero operator. */
    private final INDArray value;
    /** Its right vector, of norm 1, in the operator's input shape. Null for a zero operator. */
    private final INDArray right;
    /** The operator's value at {@link #right}: the left vector times the value. Null for a zero operator. */
    private final INDArray left;

    private final boolean transposed;

    private LargestSingularValue(INDArray value, INDArray right, INDArray left, boolean transposed) {
        this.value = value;
        this.right = right;
        this.left = left;
        this.transposed = transposed;
    }

    /** The singular value: 0 for a zero matrix. Waits for the device. */
    public double value() {
        return isZero() ? 0 : value.getDouble(0);
    }

    public boolean isZero() {
        return value == null;
    }

    /** The left vector times {@link #value()}, for the matrix that was given. Null for a zero matrix. */
    public INDArray scaledLeft() {
        return transposed && !isZero() ? right.mul(value) : left;
    }

    /** The right vector, of norm 1, for the matrix that was given. Null for a zero matrix. */
    public INDArray right() {
        return transposed && !isZero() ? left.div(value.add(TINY)) : right;
    }

    /**
     * Decomposes a matrix.
     *
     * @param matrix float or double
     * @param iterations steps of a round, at least 1; at most the rank is used
     */
    public static LargestSingularValue of(INDArray matrix, int iterations) {
        return of(LinearOperator.of(matrix), iterations, matrix.rows() < matrix.columns());
    }

    /** Decomposes an operator. */
    public static LargestSingularValue of(LinearOperator operator, int iterations) {
        return of(operator, iterations, false);
    }

    private static LargestSingularValue of(LinearOperator operator, int iterations, boolean transposed) {
        int steps = (int) Math.min(iterations, operator.rank());
        INDArray start = randomStart(operator);
        for (int round = 1; ; round++) {
            Bidiagonalization basis = new Bidiagonalization(operator, start, steps);
            if (basis.isZero()) {
                return new LargestSingularValue(null, null, null, transposed);
            }
            INDArray right = basis.rightVector();
            right.divi(right.norm2().reshape(1));
            if (round == ROUNDS || basis.relativeResidual() <= TOLERANCE) {
                INDArray left = operator.apply(right);
                return new LargestSingularValue(left.norm2().reshape(1), right, left, transposed);
            }
            start = right;
        }
    }

    private static INDArray randomStart(LinearOperator operator) {
        long[] shape = operator.inputShape();
        double[] values = new double[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        SplittableRandom random = new SplittableRandom(SEED);
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = 2 * random.nextDouble() - 1;
            squares += values[i] * values[i];
        }
        double norm = Math.sqrt(squares);
        for (int i = 0; i < values.length; i++) {
            values[i] /= norm;
        }
        return Backend.current().transfer().array(values, operator.dataType(), shape);
    }

    /** A V = U B for an upper bidiagonal B, with orthonormal V and U as long as no coefficient vanishes. */
    private static final class Bidiagonalization {

        private final List<INDArray> vectors = new ArrayList<>();
        private final BidiagonalMatrix matrix;

        Bidiagonalization(LinearOperator operator, INDArray start, int steps) {
            List<INDArray> coefficients = new ArrayList<>();
            INDArray right = start;
            INDArray left = null;
            INDArray beta = null;
            for (int step = 0; step < steps; step++) {
                vectors.add(right);
                INDArray image = operator.apply(right);
                if (left != null) {
                    image.subi(left.muli(beta));
                }
                INDArray alpha = normalize(image);
                left = image;
                INDArray next = operator.transposed(left).subi(right.mul(alpha));
                beta = normalize(next);
                right = next;
                coefficients.add(alpha);
                coefficients.add(beta);
            }
            INDArray together = Nd4j.concat(0, coefficients.toArray(new INDArray[0]));
            matrix = new BidiagonalMatrix(
                    Backend.current().transfer().doubles(together), operator.dataType() == DataType.DOUBLE);
        }

        /** Divides by the norm and returns it, as a vector of length 1. */
        private static INDArray normalize(INDArray vector) {
            INDArray norm = vector.norm2().reshape(1);
            vector.divi(norm.add(TINY));
            return norm;
        }

        boolean isZero() {
            return matrix.value() == 0;
        }

        double relativeResidual() {
            return matrix.relativeResidual();
        }

        INDArray rightVector() {
            double[] weights = matrix.rightVector();
            INDArray sum = vectors.get(0).mul(weights[0]);
            for (int i = 1; i < weights.length; i++) {
                sum.addi(vectors.get(i).mul(weights[i]));
            }
            return sum;
        }
    }
}
