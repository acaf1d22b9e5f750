package io.github.dl4jregularizers.noise;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.backend.Backend;
import io.github.dl4jregularizers.internal.backend.Memory;
import io.github.dl4jregularizers.internal.backend.RandomFill;
import java.io.Serializable;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Noise keyed by (seed, layer, sample). Equal keys have equal numbers, independent of earlier draws, of the thread, and
 * of the number of samples per array.
 *
 * <p>An array holds {@code samples} equal parts along dimension 0; part i is sample {@code firstSample + i}. One array
 * of 20 samples holds the same noise as two of 10. The n-th fill of a source is keyed by n too. Not safe for concurrent
 * use: create one source per thread.
 */
public final class SeededNoise implements NoiseSource, Serializable {

    private static final long serialVersionUID = 1;

    private final long seed;
    private final long layer;
    private final long firstSample;
    private final int samples;
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
    }

    @Override
    public void bernoulli(INDArray out, double retainProbability) {
        fill(out, (fill, array, keys) -> fill.bernoulli(array, retainProbability, 1, keys));
    }

    @Override
    public void mask(INDArray out, double retainProbability) {
        fill(out, (fill, array, keys) -> fill.bernoulli(array, retainProbability, 1 / retainProbability, keys));
    }

    @Override
    public void gaussian(INDArray out, double mean, double standardDeviation) {
        fill(out, (fill, array, keys) -> fill.gaussian(array, mean, standardDeviation, keys));
    }

    @Override
    public void uniform(INDArray out, double from, double to) {
        fill(out, (fill, array, keys) -> fill.uniform(array, from, to, keys));
    }

    @Override
    public boolean[] decisions(int examples, double retainProbability) {
        boolean[] decisions = new boolean[examples];
        long[] keys = keys(examples);
        int length = examples / samples;
        for (int i = 0; i < samples; i++) {
            new SplitMix(keys[i]).fill(decisions, i * length, (i + 1) * length, retainProbability);
        }
        return decisions;
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
        return new SplitMix(key(firstSample, draws++)).nextDouble();
    }

    /** Draws in c order, whatever the order of the array. */
    private void fill(INDArray out, Distribution distribution) {
        long[] keys = keys(out.size(0));
        RandomFill fill = Backend.current().randomFill();
        if (Memory.isDense(out)) {
            distribution.fill(fill, out, keys);
        } else {
            INDArray inOrder = Nd4j.createUninitialized(out.dataType(), out.shape(), 'c');
            distribution.fill(fill, inOrder, keys);
            out.assign(inOrder);
        }
    }

    /** Returns the keys of the samples in an array, for the next draw. */
    private long[] keys(long rows) {
        if (rows % samples != 0) {
            throw Arguments.invalid(
                    "dimension 0 of an array of " + samples + " samples", "a multiple of " + samples, rows);
        }
        int draw = draws++;
        long[] keys = new long[samples];
        Arrays.setAll(keys, i -> key(firstSample + i, draw));
        return keys;
    }

    private long key(long sample, int draw) {
        return SplitMix.mix(SplitMix.mix(SplitMix.mix(SplitMix.mix(seed) + layer) + sample) + draw);
    }

    /** A fill with its parameters. */
    @FunctionalInterface
    private interface Distribution {
        void fill(RandomFill fill, INDArray array, long[] keys);
    }
}
