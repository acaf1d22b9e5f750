package io.github.dl4jregularizers.cpu.random;

import io.github.dl4jregularizers.internal.backend.NativeRandomFill;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;

/** A value at the given probability and 0 otherwise: one word a number, the probability rounded to 2^-31. */
final class Bernoulli extends Distribution {

    private final double probability;
    private final int threshold;
    private final double value;

    Bernoulli(double probability, double value) {
        super(2);
        this.probability = NativeRandomFill.requireProbability(probability);
        // For a probability of 1 it is 2^31, which wraps around, and so does the difference with it: all are below.
        this.threshold = (int) Math.round(probability * 0x1p31);
        this.value = value;
    }

    /** The numbers' bits take the place of the words: no other array, no conversion, all vectorized. */
    @Override
    void writeFloats(Threefry words, int count, ByteBuffer to) {
        int bits = Float.floatToRawIntBits((float) value);
        int inFirst = Math.min(count, Threefry.BLOCKS);
        IntBuffer target = to.asIntBuffer();
        select(words.first, inFirst, threshold, bits);
        target.put(words.first, 0, inFirst);
        select(words.second, count - inFirst, threshold, bits);
        target.put(words.second, 0, count - inFirst);
    }

    private static void select(int[] words, int count, int threshold, int bits) {
        for (int i = 0; i < count; i++) {
            words[i] = (((words[i] >>> 1) - threshold) >> 31) & bits;
        }
    }

    @Override
    void writeDoubles(Threefry words, int count, ByteBuffer to) {
        double[] numbers = new double[count];
        int inFirst = Math.min(count, Threefry.BLOCKS);
        for (int i = 0; i < inFirst; i++) {
            numbers[i] = (((words.first[i] >>> 1) - threshold) >>> 31) * value;
        }
        for (int i = inFirst; i < count; i++) {
            numbers[i] = (((words.second[i - inFirst] >>> 1) - threshold) >>> 31) * value;
        }
        to.asDoubleBuffer().put(numbers);
    }
}
