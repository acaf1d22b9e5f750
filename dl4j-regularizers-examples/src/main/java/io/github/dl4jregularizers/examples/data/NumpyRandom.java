package io.github.dl4jregularizers.examples.data;

import org.apache.commons.math3.random.MersenneTwister;

/** NumPy's legacy generator, {@code numpy.random.seed(seed)}: the same numbers in the same order. */
final class NumpyRandom {

    private final MersenneTwister bits;
    /** The second number of a pair of normal draws; NaN for none. */
    private double spare = Double.NaN;

    NumpyRandom(int seed) {
        bits = new MersenneTwister(seed);
    }

    /** {@code rand()}: uniform in [0, 1), with 53 bits. */
    double uniform() {
        long high = bits.nextInt() >>> 5;
        long low = bits.nextInt() >>> 6;
        return ((high << 26) + low) / (double) (1L << 53);
    }

    /** {@code randn()}: standard normal by the polar method. */
    double normal() {
        if (!Double.isNaN(spare)) {
            double number = spare;
            spare = Double.NaN;
            return number;
        }
        double first;
        double second;
        double square;
        do {
            first = 2 * uniform() - 1;
            second = 2 * uniform() - 1;
            square = first * first + second * second;
        } while (square >= 1 || square == 0);
        double factor = Math.sqrt(-2 * Math.log(square) / square);
        spare = factor * first;
        return factor * second;
    }

    /** {@code choice(bound)}: uniform in 0 ... bound - 1, by rejection of masked bits. */
    int below(int bound) {
        int mask = bound == 1 ? 0 : -1 >>> Integer.numberOfLeadingZeros(bound - 1);
        int number;
        do {
            number = bound == 1 ? 0 : bits.nextInt() & mask;
        } while (number >= bound);
        return number;
    }

    /** {@code permutation(n)}: 0 ... n - 1 in random order (Fisher-Yates). */
    int[] permutation(int n) {
        int[] numbers = new int[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = i;
        }
        for (int last = n - 1; last > 0; last--) {
            int other = below(last + 1);
            int moved = numbers[last];
            numbers[last] = numbers[other];
            numbers[other] = moved;
        }
        return numbers;
    }
}
