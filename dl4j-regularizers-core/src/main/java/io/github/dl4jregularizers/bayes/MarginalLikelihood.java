package io.github.dl4jregularizers.bayes;

/**
 * The part of the log marginal likelihood that depends on the prior precision d: P/2 log d - d |w|^2 / 2 - log det(H +
 * d I) / 2.
 */
final class MarginalLikelihood {

    private static final double LOWEST = Math.log(1e-6);
    private static final double HIGHEST = Math.log(1e8);
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
    private static final double PRECISION = 1e-4;
    private static final int GRID = 15;

    private final double[][] curvature;
    private final double squaredNorm;

    MarginalLikelihood(double[][] curvature, double squaredNorm) {
        this.curvature = curvature;
        this.squaredNorm = squaredNorm;
    }

    /** The maximum: the best point of a grid of log d, refined by golden-section search between its neighbors. */
    double bestPriorPrecision() {
        double step = (HIGHEST - LOWEST) / (GRID - 1);
        int best = 0;
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < GRID; i++) {
            double value = at(LOWEST + i * step);
            if (value > highest) {
                highest = value;
                best = i;
            }
        }
        double low = LOWEST + Math.max(0, best - 1) * step;
        double high = LOWEST + Math.min(GRID - 1, best + 1) * step;
        double left = high - GOLDEN * (high - low);
        double right = low + GOLDEN * (high - low);
        double ofLeft = at(left);
        double ofRight = at(right);
        while (high - low > PRECISION * Math.max(1, Math.abs(low))) {
            if (ofLeft > ofRight) {
                high = right;
                right = left;
                ofRight = ofLeft;
                left = high - GOLDEN * (high - low);
                ofLeft = at(left);
            } else {
                low = left;
                left = right;
                ofLeft = ofRight;
                right = low + GOLDEN * (high - low);
                ofRight = at(right);
            }
        }
        return Math.exp((low + high) / 2);
    }

    private double at(double logPrecision) {
        double precision = Math.exp(logPrecision);
        double determinant = Cholesky.of(curvature, precision).logDeterminant();
        return 0.5 * (curvature.length * logPrecision - precision * squaredNorm - determinant);
    }
}
