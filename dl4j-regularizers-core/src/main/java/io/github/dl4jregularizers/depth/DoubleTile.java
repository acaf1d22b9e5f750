package io.github.dl4jregularizers.depth;

import java.nio.Buffer;
import java.nio.DoubleBuffer;

/** A tile of doubles. Every loop is as plain as it is because the compiler turns only plain ones into vectors. */
final class DoubleTile extends Tile {

    private static final double HUGE = 0x1p1023;

    private final double[] values;

    DoubleTile(int length) {
        super(length);
        values = new double[length];
    }

    @Override
    void read(Buffer source, int offset) {
        source.position(offset);
        ((DoubleBuffer) source).get(values);
    }

    @Override
    void write(Buffer target, int offset) {
        target.position(offset);
        ((DoubleBuffer) target).put(values);
    }

    @Override
    void readRows(Buffer source, int offset, int stride, int first, int positions, int channels) {
        double[] row = new double[positions];
        for (int channel = 0; channel < channels; channel++) {
            source.position(offset + channel * stride);
            ((DoubleBuffer) source).get(row);
            spread(row, values, first * channels + channel, channels);
        }
    }

    @Override
    void writeRows(Buffer target, int offset, int stride, int first, int positions, int channels) {
        double[] row = new double[positions];
        for (int channel = 0; channel < channels; channel++) {
            collect(values, first * channels + channel, channels, row);
            target.position(offset + channel * stride);
            ((DoubleBuffer) target).put(row);
        }
    }

    @Override
    double get(int index) {
        return values[index];
    }

    @Override
    void set(int index, double value) {
        values[index] = value;
    }

    @Override
    void add(Tile x) {
        add(values, values(x));
    }

    @Override
    void subtract(Tile x) {
        subtract(values, values(x));
    }

    @Override
    void addProduct(Tile x, Tile y) {
        addProduct(values, values(x), values(y));
    }

    @Override
    void normalize(Tile centre, Tile scale, Tile shift) {
        normalize(values, values(centre), values(scale), values(shift));
    }

    @Override
    void combine(Tile scale, Tile x, Tile slope, Tile constant) {
        combine(values, values(scale), values(x), values(slope), values(constant));
    }

    @Override
    void rectify() {
        rectify(values);
    }

    @Override
    void keepWherePositive(Tile x) {
        keepWherePositive(values, values(x));
    }

    @Override
    void keepWherePositive(Tile x, Tile scale, Tile shift) {
        keepWherePositive(values, values(x), values(scale), values(shift));
    }

    private static double[] values(Tile tile) {
        return ((DoubleTile) tile).values;
    }

    private static void spread(double[] row, double[] out, int start, int step) {
        for (int i = 0, j = start; i < row.length; i++, j += step) {
            out[j] = row[i];
        }
    }

    private static void collect(double[] x, int start, int step, double[] row) {
        for (int i = 0, j = start; i < row.length; i++, j += step) {
            row[i] = x[j];
        }
    }

    private static void add(double[] out, double[] x) {
        for (int i = 0; i < out.length; i++) {
            out[i] += x[i];
        }
    }

    private static void subtract(double[] out, double[] x) {
        for (int i = 0; i < out.length; i++) {
            out[i] -= x[i];
        }
    }

    private static void addProduct(double[] out, double[] x, double[] y) {
        for (int i = 0; i < out.length; i++) {
            out[i] += x[i] * y[i];
        }
    }

    private static void normalize(double[] out, double[] centre, double[] scale, double[] shift) {
        for (int i = 0; i < out.length; i++) {
            out[i] = (out[i] - centre[i]) * scale[i] + shift[i];
        }
    }

    private static void combine(double[] out, double[] scale, double[] x, double[] slope, double[] constant) {
        for (int i = 0; i < out.length; i++) {
            out[i] = out[i] * scale[i] + x[i] * slope[i] + constant[i];
        }
    }

    private static void rectify(double[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = Math.max(out[i], 0);
        }
    }

    /** Without a branch, which would keep the loop scalar: even the smallest positive number, times HUGE twice, is above 1. */
    private static void keepWherePositive(double[] out, double[] x) {
        for (int i = 0; i < out.length; i++) {
            out[i] *= Math.min(Math.max(x[i], 0) * HUGE * HUGE, 1);
        }
    }

    private static void keepWherePositive(double[] out, double[] x, double[] scale, double[] shift) {
        for (int i = 0; i < out.length; i++) {
            out[i] *= Math.min(Math.max(x[i] * scale[i] + shift[i], 0) * HUGE * HUGE, 1);
        }
    }
}
