package io.github.dl4jregularizers.cpu.random;

import java.nio.ByteBuffer;

/** Uniform between two bounds: two words a number, of which single precision uses one. */
final class Uniform extends Distribution {

    private final double from;
    private final double to;

    Uniform(double from, double to) {
        super(1);
        this.from = from;
        this.to = to;
    }

    /** 24 bits: the numbers that single precision tells apart in [0, 1), so that rounding never reaches 1. */
    @Override
    void writeFloats(Threefry words, int count, ByteBuffer target) {
        float[] numbers = new float[count];
        float start = (float) from;
        float scale = (float) (to - from);
        for (int i = 0; i < count; i++) {
            numbers[i] = start + scale * ((words.first[i] >>> 8) * 0x1p-24f);
        }
        target.asFloatBuffer().put(numbers);
    }

    @Override
    void writeDoubles(Threefry words, int count, ByteBuffer target) {
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) {
            long bits = (long) (words.first[i] >>> 5) << 26 | words.second[i] >>> 6;
            numbers[i] = from + (to - from) * (bits * 0x1p-53);
        }
        target.asDoubleBuffer().put(numbers);
    }
}
