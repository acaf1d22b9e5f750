package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.noise.SplitMix;

/**
 * Draws from the beta distribution as X / (X + Y), with X and Y from a gamma distribution. Works in logarithms, so a
 * small alpha does not end in 0 / 0.
 *
 * <p>Paper: Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables", ACM TOMS 26(3), 2000.
 */
final class Beta {

    private static final double THIRD = 1.0 / 3;

    private Beta() {}

    /** Returns a draw from Beta(alpha, alpha), in [0, 1]. */
    static double symmetric(double alpha, SplitMix random) {
        double difference = logGamma(alpha, random) - logGamma(alpha, random);
        return 1 / (1 + Math.exp(-difference));
    }

    /** Returns a draw from the symmetric Dirichlet distribution: shares with sum 1. */
    static double[] dirichlet(double alpha, int size, SplitMix random) {
        double[] shares = new double[size];
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            shares[i] = logGamma(alpha, random);
            largest = Math.max(largest, shares[i]);
        }
        double sum = 0;
        for (int i = 0; i < size; i++) {
            shares[i] = Math.exp(shares[i] - largest);
            sum += shares[i];
        }
        for (int i = 0; i < size; i++) {
            shares[i] /= sum;
        }
        return shares;
    }

    /** Returns the logarithm of a draw from Gamma(alpha): of Gamma(alpha + 1) * U^(1 / alpha). */
    private static double logGamma(double alpha, SplitMix random) {
        double d = alpha + 1 - THIRD;
        double c = THIRD / Math.sqrt(d);
        while (true) {
            double x = normal(random);
            double v = 1 + c * x;
            if (v > 0) {
                double cube = v * v * v;
                double u = 1 - random.nextDouble();
                if (Math.log(u) < 0.5 * x * x + d - d * cube + d * Math.log(cube)) {
                    double power = Math.log(1 - random.nextDouble()) / alpha;
                    return Math.max(-Double.MAX_VALUE, Math.log(d * cube) + power);
                }
            }
        }
    }

    /** Returns a draw from N(0, 1), by Box and Muller's method. */
    static double normal(SplitMix random) {
        double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
        return radius * Math.cos(2 * Math.PI * random.nextDouble());
    }

    /**
     * Draws from N(0, deviation^2), by Marsaglia's polar method, in pairs.
     *
     * @param out array to fill
     */
    static void normals(double[] out, double deviation, SplitMix random) {
        for (int i = 0; i < out.length; i += 2) {
            double x;
            double y;
            double square;
            do {
                x = random.between(-1, 1);
                y = random.between(-1, 1);
                square = x * x + y * y;
            } while (square >= 1 || square == 0);
            double factor = deviation * Math.sqrt(-2 * Math.log(square) / square);
            out[i] = factor * x;
            if (i + 1 < out.length) {
                out[i + 1] = factor * y;
            }
        }
    }
}
