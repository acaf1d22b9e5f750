package io.github.dl4jregularizers.cpu.random;

import java.nio.ByteBuffer;

/** Normal, by the {@link Ziggurat}: the second word chooses the layer, the first is where in it. */
final class Gaussian extends Distribution {

    private final double mean;
    private final double standardDeviation;

    Gaussian(double mean, double standardDeviation) {
        super(1);
        this.mean = mean;
        this.standardDeviation = standardDeviation;
    }

    @Override
    void writeFloats(Threefry words, int count, ByteBuffer to) {
        float[] numbers = new float[count];
        Ziggurat.floats(words.first, words.second, numbers, (float) mean, (float) standardDeviation);
        to.asFloatBuffer().put(numbers);
    }

    @Override
    void writeDoubles(Threefry words, int count, ByteBuffer to) {
        double[] numbers = new double[count];
        Ziggurat.doubles(words.first, words.second, numbers, mean, standardDeviation);
        to.asDoubleBuffer().put(numbers);
    }
}
