package io.github.dl4jregularizers.examples.data;

import java.util.Arrays;

/** Draws one MNIST-1D signal: a digit's template, stretched, scaled, shifted, in noise, and sheared. */
final class Mnist1dPainter {

    /** Length of a finished signal. */
    static final int LENGTH = 40;

    /** Heights of the ten digits, left to right: data of the paper's authors. */
    private static final double[][] TEMPLATES = {
        {5, 6, 6.5, 6.75, 7, 7, 7, 7, 6.75, 6.5, 6, 5},
        {5, 3, 3, 3.4, 3.8, 4.2, 4.6, 5, 5.4, 5.8, 5, 5},
        {5, 6, 6.5, 6.5, 6, 5.25, 4.75, 4, 3.5, 3.5, 4, 5},
        {5, 6, 6.5, 6.5, 6, 5, 5, 6, 6.5, 6.5, 6, 5},
        {5, 4.4, 3.8, 3.2, 2.6, 2.6, 5, 5, 5, 5, 5, 5},
        {5, 3, 3, 3, 3, 5, 6, 6.5, 6.5, 6, 4.5, 5},
        {5, 4, 3.5, 3.25, 3, 3, 3, 3, 3.25, 3.5, 4, 5},
        {5, 7, 7, 6.6, 6.2, 5.8, 5.4, 5, 4.6, 4.2, 5, 5},
        {5, 4, 3.5, 3.5, 4, 5, 5, 4, 3.5, 3.5, 4, 5},
        {5, 4, 3.5, 3.5, 4, 5, 5, 5, 5, 4.7, 4.3, 5}
    };

    private static final int SHORTEST_PADDING = 36;
    private static final int LONGEST_PADDING = 60;
    private static final int STRETCHED = 12 + LONGEST_PADDING;
    private static final double SCALE = 0.4;
    private static final int SHIFT = 48;
    private static final double CORRELATED_NOISE = 0.25;
    private static final double WHITE_NOISE = 0.02;
    private static final double SHEAR = 0.75;
    /** Standard deviation of the filter of the correlated noise, in samples, and its radius. */
    private static final double BLUR = 2;

    private static final int RADIUS = 8;

    private final NumpyRandom random;
    private final double[][] templates = new double[TEMPLATES.length][];
    private final double[] filter = new double[2 * RADIUS + 1];

    Mnist1dPainter(NumpyRandom random) {
        this.random = random;
        for (int digit = 0; digit < TEMPLATES.length; digit++) {
            templates[digit] = normalized(TEMPLATES[digit]);
        }
        double sum = 0;
        for (int i = 0; i < filter.length; i++) {
            filter[i] = Math.exp(-0.5 * (i - RADIUS) * (i - RADIUS) / (BLUR * BLUR));
            sum += filter[i];
        }
        for (int i = 0; i < filter.length; i++) {
            filter[i] /= sum;
        }
    }

    /** Unit variance, starting at 0, then divided by 6. */
    private static double[] normalized(double[] heights) {
        double mean = Arrays.stream(heights).average().orElseThrow();
        double variance = Arrays.stream(heights)
                .map(height -> (height - mean) * (height - mean))
                .average()
                .orElseThrow();
        return Arrays.stream(heights)
                .map(height -> (height - heights[0]) / Math.sqrt(variance) / 6)
                .toArray();
    }

    double[] paint(int digit) {
        int padding = SHORTEST_PADDING + (int) (random.uniform() * (LONGEST_PADDING - SHORTEST_PADDING + 1));
        double[] padded = new double[templates[digit].length + padding];
        for (int i = 0; i < templates[digit].length; i++) {
            // Not 0, so that the digit is told from the padding.
            padded[i] = templates[digit][i] + 1e-8;
        }
        double[] signal = resampled(padded, STRETCHED);
        double scale = 1 + SCALE * (random.uniform() - 0.5);
        int shift = random.below(SHIFT);
        double[] shifted = new double[STRETCHED];
        for (int i = 0; i < STRETCHED; i++) {
            shifted[(i + shift) % STRETCHED] = scale * signal[i];
        }
        double[] noise = correlatedNoise();
        for (int i = 0; i < STRETCHED; i++) {
            double value = shifted[i] != 0 ? shifted[i] : noise[i];
            shifted[i] = value + WHITE_NOISE * random.normal();
        }
        double slope = SHEAR * (random.uniform() - 0.5);
        for (int i = 0; i < STRETCHED; i++) {
            shifted[i] -= slope * (i / (STRETCHED - 1.0) - 0.5);
        }
        return resampled(shifted, LENGTH);
    }

    /** White noise through the Gaussian filter, reflected at the ends. */
    private double[] correlatedNoise() {
        double[] white = new double[STRETCHED];
        for (int i = 0; i < STRETCHED; i++) {
            white[i] = CORRELATED_NOISE * random.normal();
        }
        double[] filtered = new double[STRETCHED];
        for (int i = 0; i < STRETCHED; i++) {
            for (int k = -RADIUS; k <= RADIUS; k++) {
                int from = i + k;
                int reflected = from < 0 ? -1 - from : from >= STRETCHED ? 2 * STRETCHED - 1 - from : from;
                filtered[i] += filter[k + RADIUS] * white[reflected];
            }
        }
        return filtered;
    }

    /** Interpolates linearly at evenly spaced points from the first to the last sample. */
    private static double[] resampled(double[] signal, int length) {
        double[] result = new double[length];
        for (int i = 0; i < length; i++) {
            double place = i * (signal.length - 1.0) / (length - 1);
            int left = Math.min((int) place, signal.length - 2);
            result[i] = signal[left] + (place - left) * (signal[left + 1] - signal[left]);
        }
        return result;
    }
}
