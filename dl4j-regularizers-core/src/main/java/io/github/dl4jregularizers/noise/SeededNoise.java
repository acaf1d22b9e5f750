package io.github.dl4jregularizers.noise;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.backend.Backend;
import io.github.dl4jregularizers.internal.backend.Memory;
import io.github.dl4jregularizers.internal.backend.RandomFill;
import java.io.Serializable;
import java.util.function.BiConsumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Noise keyed by (seed, layer, sample): equal keys give equal numbers, whatever was drawn before, in any thread, and
 * however many samples share an array.
 *
 * <p>An array holds {@code samples} equal parts along dimension 0; part i is sample {@code firstSample + i}. One
 * array of 20 samples holds the same noise as two of 10. The n-th fill of a source is keyed by n too. Not safe for
 * concurrent use: create one source per thread.
 */
public final class SeededNoise implements NoiseSource, Serializable {

    private static final long serialVersionUID = 1;

    private final long seed;
    private final long layer;
    private final long firstSample;
    private final int samples;
    private final transient Random generator;
    private int draws;

    /**
     * Creates a source for one layer and consecutive samples.
     *
     * @param seed of the whole computation
     * @param layer key of the layer
     * @param firstSample number of the first sample in an array
     * @param samples number of samples per array, at least 1
     * @throws IllegalArgumentException if samples is less than 1
     */
    public SeededNoise(long seed, long layer, long firstSample, int samples) {
        this.seed = seed;
        this.layer = layer;
        this.firstSample = firstSample;
        this.samples = Arguments.atLeast("samples", samples, 1);
        this.generator = Nd4j.getRandomFactory().getNewRandomInstance(seed);
    }

    /** Every draw seeds the generator, so the number of draws is all its state. */
    private Object readResolve() {
        SeededNoise copy = new SeededNoise(seed, layer, firstSample, samples);
        copy.draws = draws;
        return copy;
    }

    @Override
    public void bernoulli(INDArray out, double retainProbability) {
        fill(out, (fill, part) -> fill.bernoulli(part, retainProbability, 1, generator));
    }

    @Override
    public void mask(INDArray out, double retainProbability) {
        fill(out, (fill, part) -> fill.bernoulli(part, retainProbability, 1 / retainProbability, generator));
    }

    @Override
    public void gaussian(INDArray out, double mean, double standardDeviation) {
        fill(out, (fill, part) -> fill.gaussian(part, mean, standardDeviation, generator));
    }

    @Override
    public void uniform(INDArray out, double from, double to) {
        fill(out, (fill, part) -> fill.uniform(part, from, to, generator));
    }

    /**
     * Draws one uniform number.
     *
     * @return a number in [0, 1)
     * @throws IllegalStateException if arrays hold several samples: a decision per batch needs one pass per sample
     */
    @Override
    public double nextDouble() {
        if (samples != 1) {
            throw new IllegalStateException(
                    "A draw per batch needs one sample per pass, but this source holds " + samples);
        }
        generator.setSeed(key(firstSample, draws++));
        return generator.nextDouble();
    }

    private void fill(INDArray out, BiConsumer<RandomFill, INDArray> distribution) {
        if (out.size(0) % samples != 0) {
            throw Arguments.invalid(
                    "dimension 0 of an array of " + samples + " samples", "a multiple of " + samples, out.size(0));
        }
        long length = out.size(0) / samples;
        int number = draws++;
        for (int i = 0; i < samples; i++) {
            generator.setSeed(key(firstSample + i, number));
            fillPart(samples == 1 ? out : out.get(rows(out.rank(), i * length, (i + 1) * length)), distribution);
        }
    }

    /** Draws in c order, whatever the order of the array. */
    private void fillPart(INDArray part, BiConsumer<RandomFill, INDArray> distribution) {
        if (part.ordering() == 'c') {
            Memory.withoutGaps(
                    part, array -> distribution.accept(Backend.current().randomFill(), array));
        } else {
            INDArray inOrder = Nd4j.createUninitialized(part.dataType(), part.shape(), 'c');
            distribution.accept(Backend.current().randomFill(), inOrder);
            part.assign(inOrder);
        }
    }

    private static INDArrayIndex[] rows(int rank, long from, long to) {
        INDArrayIndex[] index = new INDArrayIndex[rank];
        index[0] = NDArrayIndex.interval(from, to);
        for (int axis = 1; axis < rank; axis++) {
            index[axis] = NDArrayIndex.all();
        }
        return index;
    }

    private long key(long sample, int draw) {
        return SplitMix.mix(SplitMix.mix(SplitMix.mix(SplitMix.mix(seed) + layer) + sample) + draw);
    }
}
