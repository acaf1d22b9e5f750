package io.github.dl4jregularizers.examples.figures.plot;

import java.util.Arrays;

/** The box of a chart between its axes, in pixels. */
final class Frame {

    private final Axis xAxis;
    private final Axis yAxis;
    final double left;
    final double top;
    final double right;
    final double bottom;

    Frame(Axis xAxis, Axis yAxis, double left, double top, double right, double bottom) {
        this.xAxis = xAxis;
        this.yAxis = yAxis;
        this.left = left;
        this.top = top;
        this.right = right;
        this.bottom = bottom;
    }

    double x(double value) {
        return left + xAxis.position(value) * (right - left);
    }

    double y(double value) {
        return bottom - limited(yAxis.position(value)) * (bottom - top);
    }

    double[] x(double[] values) {
        return Arrays.stream(values).map(this::x).toArray();
    }

    double[] y(double[] values) {
        return Arrays.stream(values).map(this::y).toArray();
    }

    /** Keeps coordinates far outside the box small; the clip hides them. */
    private static double limited(double position) {
        return Math.max(-2, Math.min(3, position));
    }
}
