package io.github.dl4jregularizers.internal.weights;

/** The largest singular value of a small upper bidiagonal matrix, by repeated squaring of B'B. */
final class BidiagonalMatrix {

    private static final double FLOAT_EPSILON = 1e-6;
    private static final double DOUBLE_EPSILON = 1e-14;
    private static final int SQUARINGS = 40;

    private final double value;
    private final double[] right;
    private final double residual;

    /** Takes diagonal, off-diagonal, diagonal, ...; the last off-diagonal element is the residual's. */
    BidiagonalMatrix(double[] coefficients, boolean doublePrecision) {
        double largest = 0;
        for (double coefficient : coefficients) {
            largest = Math.max(largest, coefficient);
        }
        double negligible = largest * (doublePrecision ? DOUBLE_EPSILON : FLOAT_EPSILON);
        int size = size(coefficients, negligible);
        if (largest == 0) {
            value = 0;
            right = new double[] {1};
            residual = 0;
            return;
        }
        double[][] power = gram(coefficients, size, largest);
        for (int i = 0; i < SQUARINGS; i++) {
            power = squared(power);
        }
        right = longestRow(power);
        double squares = 0;
        double last = 0;
        for (int i = 0; i < size; i++) {
            double next = i + 1 < size ? coefficients[2 * i + 1] * right[i + 1] : 0;
            last = coefficients[2 * i] * right[i] + next;
            squares += last * last;
        }
        value = Math.sqrt(squares);
        double outside = coefficients[2 * size - 1];
        residual = outside <= negligible || value == 0 ? 0 : outside * Math.abs(last) / value / value;
    }

    /** Columns up to the first vanishing coefficient; the vectors after it are rounding errors. */
    private static int size(double[] coefficients, double negligible) {
        for (int i = 0; i < coefficients.length; i++) {
            if (coefficients[i] <= negligible) {
                return i / 2 + 1;
            }
        }
        return coefficients.length / 2;
    }

    private static double[][] gram(double[] coefficients, int size, double scale) {
        double[][] gram = new double[size][size];
        for (int i = 0; i < size; i++) {
            double diagonal = coefficients[2 * i] / scale;
            double above = i == 0 ? 0 : coefficients[2 * i - 1] / scale;
            gram[i][i] = diagonal * diagonal + above * above;
            if (i + 1 < size) {
                gram[i][i + 1] = diagonal * coefficients[2 * i + 1] / scale;
                gram[i + 1][i] = gram[i][i + 1];
            }
        }
        return gram;
    }

    /** Returns the square, scaled to trace 1. */
    private static double[][] squared(double[][] matrix) {
        int size = matrix.length;
        double[][] square = new double[size][size];
        double trace = 0;
        for (int i = 0; i < size; i++) {
            for (int k = 0; k < size; k++) {
                double factor = matrix[i][k];
                for (int j = 0; j < size; j++) {
                    square[i][j] += factor * matrix[k][j];
                }
            }
            trace += square[i][i];
        }
        for (double[] row : square) {
            for (int j = 0; j < size; j++) {
                row[j] /= trace;
            }
        }
        return square;
    }

    private static double[] longestRow(double[][] matrix) {
        double[] longest = matrix[0];
        for (double[] row : matrix) {
            longest = norm(row) > norm(longest) ? row : longest;
        }
        double norm = norm(longest);
        double[] unit = longest.clone();
        for (int i = 0; i < unit.length; i++) {
            unit[i] /= norm;
        }
        return unit;
    }

    private static double norm(double[] vector) {
        double squares = 0;
        for (double element : vector) {
            squares += element * element;
        }
        return Math.sqrt(squares);
    }

    double value() {
        return value;
    }

    /** Returns the coordinates of the right vector, of norm 1. */
    double[] rightVector() {
        return right;
    }

    /** Returns the norm of A'u - sigma v over sigma. */
    double relativeResidual() {
        return residual;
    }
}
