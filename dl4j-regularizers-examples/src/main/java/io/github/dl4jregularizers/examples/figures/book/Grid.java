package io.github.dl4jregularizers.examples.figures.book;

import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/** A function on a rectangular grid of points, row by row from the lowest. */
final class Grid {

    private final double[] x;
    private final double[] y;

    /** Grid points at the centers of equal cells. */
    Grid(double[] xRange, double[] yRange, int columns, int rows) {
        x = centers(xRange, columns);
        y = centers(yRange, rows);
    }

    private static double[] centers(double[] range, int count) {
        double[] centers = new double[count];
        for (int i = 0; i < count; i++) {
            centers[i] = range[0] + (i + 0.5) * (range[1] - range[0]) / count;
        }
        return centers;
    }

    double[] evaluate(DoubleBinaryOperator function) {
        double[] values = new double[x.length * y.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = function.applyAsDouble(x(i), y(i));
        }
        return values;
    }

    double x(int index) {
        return x[index % x.length];
    }

    double y(int index) {
        return y[index / x.length];
    }

    /** Values as rows, for a chart. */
    double[][] rows(double[] values) {
        double[][] rows = new double[y.length][x.length];
        for (int i = 0; i < values.length; i++) {
            rows[i / x.length][i % x.length] = values[i];
        }
        return rows;
    }

    /** Indices of the inner points that lie lower than their eight neighbors. */
    int[] minima(double[] values) {
        return IntStream.range(0, values.length)
                .filter(i -> isMinimum(values, i))
                .toArray();
    }

    private boolean isMinimum(double[] values, int index) {
        int column = index % x.length;
        int row = index / x.length;
        if (column == 0 || row == 0 || column == x.length - 1 || row == y.length - 1) {
            return false;
        }
        for (int down = -1; down <= 1; down++) {
            for (int right = -1; right <= 1; right++) {
                int other = index + down * x.length + right;
                if (other != index && values[other] <= values[index]) {
                    return false;
                }
            }
        }
        return true;
    }

    static int lowest(double[] values) {
        int lowest = 0;
        for (int i = 1; i < values.length; i++) {
            lowest = values[i] < values[lowest] ? i : lowest;
        }
        return lowest;
    }
}
