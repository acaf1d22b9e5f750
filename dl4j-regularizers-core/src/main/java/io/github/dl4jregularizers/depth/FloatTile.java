package io.github.dl4jregularizers.depth;

import java.nio.Buffer;
import java.nio.FloatBuffer;

/** A tile of floats. Every loop is as plain as it is because the compiler turns only plain ones into vectors. */
final class FloatTile extends Tile {

    private static final float HUGE = 0x1p127f;

    private final float[] values;

    FloatTile(int length) {
        super(length);
        values = new float[length];
    }

    @Override
    void read(Buffer source, int offset) {
        source.position(offset);
        ((FloatBuffer) source).get(values);
    }

    @Override
    void write(Buffer target, int offset) {
        target.position(offset);
        ((FloatBuffer) target).put(values);
    }

    @Override
    void readRows(Buffer source, int offset, int stride, int first, int positions, int channels) {
        float[] row = new float[positions];
        for (int channel = 0; channel < channels; channel++) {
            source.position(offset + channel * stride);
            ((FloatBuffer) source).get(row);
            spread(row, values, first * channels + channel, channels);
        }
    }

    @Override
    void writeRows(Buffer target, int offset, int stride, int first, int positions, int channels) {
        float[] row = new float[positions];
        for (int channel = 0; channel < channels; channel++) {
            collect(values, first * channels + channel, channels, row);
            target.position(offset + channel * stride);
            ((FloatBuffer) target).put(row);
        }
    }

    @Override
    double get(int index) {
        return values[index];
    }

    @Override
    void set(int index, double value) {
        values[index] = (float) value;
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

    private static float[] values(Tile tile) {
        return ((FloatTile) tile).values;
    }

    private static void spread(float[] row, float[] out, int start, int step) {
        for (int i = 0, j = start; i < row.length; i++, j += step) {
            out[j] = row[i];
        }
    }

    private static void collect(float[] x, int start, int step, float[] row) {
        for (int i = 0, j = start; i < row.length; i++, j += step) {
            row[i] = x[j];
        }
    }

    private static void add(float[] out, float[] x) {
        for (int i = 0; i < out.length; i++) {
            out[i] += x[i];
        }
    }

    private static void subtract(float[] out, float[] x) {
        for (int i = 0; i < out.length; i++) {
            out[i] -= x[i];
        }
    }

    private static void addProduct(float[] out, float[] x, float[] y) {
        for (int i = 0; i < out.length; i++) {
            out[i] += x[i] * y[i];
        }
    }

    private static void normalize(float[] out, float[] centre, float[] scale, float[] shift) {
        for (int i = 0; i < out.length; i++) {
            out[i] = (out[i] - centre[i]) * scale[i] + shift[i];
        }
    }

    private static void combine(float[] out, float[] scale, float[] x, float[] slope, float[] constant) {
        for (int i = 0; i < out.length; i++) {
            out[i] = out[i] * scale[i] + x[i] * slope[i] + constant[i];
        }
    }

    private static void rectify(float[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = Math.max(out[i], 0);
        }
    }

    /** Without a branch, which would keep the loop scalar: even the smallest positive number, times HUGE twice, is above 1. */
    private static void keepWherePositive(float[] out, float[] x) {
        for (int i = 0; i < out.length; i++) {
            out[i] *= Math.min(Math.max(x[i], 0) * HUGE * HUGE, 1);
        }
    }

    private static void keepWherePositive(float[] out, float[] x, float[] scale, float[] shift) {
        for (int i = 0; i < out.length; i++) {
            out[i] *= Math.min(Math.max(x[i] * scale[i] + shift[i], 0) * HUGE * HUGE, 1);
        }
    }
}
