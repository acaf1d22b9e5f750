package io.github.dl4jregularizers.examples.figures.book;

import java.util.Arrays;

/** Running mean and standard deviation of curves, point by point (Welford). */
final class Moments {

    private double[] mean;
    private double[] squares;
    private int count;

    void add(double[] curve) {
        if (count == 0) {
            mean = new double[curve.length];
            squares = new double[curve.length];
        }
        count++;
        for (int i = 0; i < curve.length; i++) {
            double before = curve[i] - mean[i];
            mean[i] += before / count;
            squares[i] += before * (curve[i] - mean[i]);
        }
    }

    double[] mean() {
        return mean.clone();
    }

    double[] deviation() {
        return Arrays.stream(squares).map(sum -> Math.sqrt(sum / count)).toArray();
    }
}
