package io.github.dl4jregularizers.internal.weights;

import io.github.dl4jregularizers.internal.backend.Backend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    /** Returns the singular value: 0 for a zero matrix. Waits for the device. */
    public double value() {
        return isZero() ? 0 : value.getDouble(0);
    }

    /** Returns the singular value on the device, as a vector of length 1. */
    public INDArray array() {
        return isZero() ? Nd4j.zeros(1) : value;
    }

    /** Returns a copy outside all workspaces. */
    public LargestSingularValue detached() {
        return isZero() ? this : new LargestSingularValue(value.detach(), right.detach(), left.detach(), transposed);
    }

    public boolean isZero() {
        return value == null;
    }

    /** Returns the left vector times {@link #value()}, for the matrix that was given. Null for a zero matrix. */
    public INDArray scaledLeft() {
        return transposed && !isZero() ? right.mul(value) : left;
    }

    /** Returns the right vector, of norm 1, for the matrix that was given. Null for a zero matrix. */
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

    /** Decomposes matrices of one data type in step with each other: each round reads once. */
    public static List<LargestSingularValue> of(List<INDArray> matrices, int iterations) {
        return decomposed(matrices.stream()
                .map(matrix -> new Search(LinearOperator.of(matrix), iterations, matrix.rows() < matrix.columns()))
                .collect(Collectors.toList()));
    }

    /**
     * Decomposes operators of one data type in step with each other: each round reads once.
     *
     * @param operators any number
     * @param iterations steps of a round, for each operator
     */
    public static List<LargestSingularValue> of(List<LinearOperator> operators, int[] iterations) {
        return decomposed(IntStream.range(0, operators.size())
                .mapToObj(i -> new Search(operators.get(i), iterations[i], false))
                .collect(Collectors.toList()));
    }

    private static LargestSingularValue of(LinearOperator operator, int iterations, boolean transposed) {
        return decomposed(List.of(new Search(operator, iterations, transposed))).get(0);
    }

    private static List<LargestSingularValue> decomposed(List<Search> searches) {
        List<Search> open = searches;
        for (int round = 1; !open.isEmpty(); round++) {
            INDArray[] coefficients = open.stream().map(Search::iterate).toArray(INDArray[]::new);
            double[] numbers = Backend.current()
                    .transfer()
                    .doubles(coefficients.length == 1 ? coefficients[0] : Nd4j.concat(0, coefficients));
            int from = 0;
            for (int i = 0; i < coefficients.length; i++) {
                int to = from + (int) coefficients[i].length();
                open.get(i).finish(Arrays.copyOfRange(numbers, from, to), round == ROUNDS);
                from = to;
            }
            open = open.stream().filter(search -> search.result == null).collect(Collectors.toList());
        }
        return searches.stream().map(search -> search.result).collect(Collectors.toList());
    }

    /** One operator, round by round. */
    private static final class Search {

        private final LinearOperator operator;
        private final int steps;
        private final boolean transposed;
        private INDArray start;
        private Bidiagonalization basis;
        private LargestSingularValue result;

        Search(LinearOperator operator, int iterations, boolean transposed) {
            this.operator = operator;
            this.steps = (int) Math.min(iterations, operator.rank());
            this.transposed = transposed;
            this.start = randomStart(operator);
        }

        /** Makes the iterations of a round. Returns its coefficients. */
        INDArray iterate() {
            basis = new Bidiagonalization(operator, start, steps);
            return basis.coefficients;
        }

        /** Ends a round. */
        void finish(double[] coefficients, boolean isLast) {
            BidiagonalMatrix matrix = new BidiagonalMatrix(coefficients, operator.dataType() == DataType.DOUBLE);
            if (matrix.value() == 0) {
                result = new LargestSingularValue(null, null, null, transposed);
                return;
            }
            INDArray right = basis.rightVector(matrix);
            right.divi(right.norm2().reshape(1));
            if (isLast || matrix.relativeResidual() <= TOLERANCE) {
                INDArray left = operator.apply(right);
                result = new LargestSingularValue(left.norm2().reshape(1), right, left, transposed);
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
        private final INDArray coefficients;

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
            this.coefficients = Nd4j.concat(0, coefficients.toArray(new INDArray[0]));
        }

        /** Divides by the norm and returns it, as a vector of length 1. */
        private static INDArray normalize(INDArray vector) {
            INDArray norm = vector.norm2().reshape(1);
            vector.divi(norm.add(TINY));
            return norm;
        }

        INDArray rightVector(BidiagonalMatrix matrix) {
            double[] weights = matrix.rightVector();
            INDArray sum = vectors.get(0).mul(weights[0]);
            for (int i = 1; i < weights.length; i++) {
                sum.addi(vectors.get(i).mul(weights[i]));
            }
            return sum;
        }
    }
}
