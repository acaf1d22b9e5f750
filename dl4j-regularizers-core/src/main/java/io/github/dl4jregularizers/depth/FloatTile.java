package io.github.dl4jregularizers.depth;

import java.nio.Buffer;
import java.nio.FloatBuffer;
import java.util.Arrays;

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
    void fill(int from, int to, double value) {
        Arrays.fill(values, from, to, (float) value);
    }

    @Override
    double sum(int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += values[i];
        }
        return sum;
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

    private static float[] values(Tile tile) {
        return ((FloatTile) tile).values;
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
}
