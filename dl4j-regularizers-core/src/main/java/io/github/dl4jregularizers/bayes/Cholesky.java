package io.github.dl4jregularizers.bayes;

/** The Cholesky factor L of a symmetric positive definite matrix A = L L^T, on the host in double precision. */
final class Cholesky {

    private final double[][] factor;

    private Cholesky(double[][] factor) {
        this.factor = factor;
    }

    /**
     * Factors A + shift I.
     *
     * @param matrix symmetric; only the lower triangle is read
     * @param shift added to the diagonal
     * @return the factor
     * @throws IllegalStateException if the sum is not positive definite in double precision
     */
    static Cholesky of(double[][] matrix, double shift) {
        int size = matrix.length;
        double[][] factor = new double[size][];
        for (int i = 0; i < size; i++) {
            double[] row = new double[i + 1];
            for (int j = 0; j <= i; j++) {
                double sum = matrix[i][j] + (i == j ? shift : 0);
                double[] other = j == i ? row : factor[j];
                for (int k = 0; k < j; k++) {
                    sum -= row[k] * other[k];
                }
                row[j] = i == j ? root(sum, i) : sum / other[j];
            }
            factor[i] = row;
        }
        return new Cholesky(factor);
    }

    private static double root(double value, int index) {
        if (!(value > 0)) {
            throw new IllegalStateException(
                    "The precision matrix is not positive definite: pivot " + index + " is " + value);
        }
        return Math.sqrt(value);
    }

    /** The logarithm of the determinant of A. */
    double logDeterminant() {
        double sum = 0;
        for (int i = 0; i < factor.length; i++) {
            sum += 2 * Math.log(factor[i][i]);
        }
        return sum;
    }

    /** Solves L^T x = z in place: for standard normal z, x has the covariance A^-1. */
    double[] solveTransposed(double[] z) {
        for (int i = z.length - 1; i >= 0; i--) {
            z[i] /= factor[i][i];
            for (int j = 0; j < i; j++) {
                z[j] -= factor[i][j] * z[i];
            }
        }
        return z;
    }
}
