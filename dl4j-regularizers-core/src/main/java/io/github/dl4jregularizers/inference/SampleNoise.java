package io.github.dl4jregularizers.inference;

import io.github.dl4jregularizers.noise.InferenceNoise;
import io.github.dl4jregularizers.noise.SeededNoise;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The draws of one place in a network, keyed by (seed, place, sample); {@link #begin} says for which samples the next pass
 * is. Notes what is drawn: whether anything is, and whether several samples could share a batch.
 */
final class SampleNoise implements InferenceNoise {

    private final long place;
    private SeededNoise draws;
    private long examples;
    private boolean drawn;
    private boolean perExample = true;

    SampleNoise(long place) {
        this.place = place;
    }

    /**
     * Starts a pass.
     *
     * @param seed seed of the whole computation
     * @param firstSample number of the first sample of the pass
     * @param samples how many samples the batch holds
     * @param batch how many rows it has for that
     */
    void begin(long seed, long firstSample, int samples, long batch) {
        draws = new SeededNoise(seed, place, firstSample, samples);
        examples = batch;
        drawn = false;
        perExample = true;
    }

    /** Whether there was a draw since the pass began. */
    boolean hasDrawn() {
        return drawn;
    }

    /** Whether each array drawn had one row for each row of the batch; time steps in dimension 0 are none. */
    boolean wasPerExample() {
        return perExample;
    }

    private SeededNoise draws(INDArray out) {
        drawn = true;
        perExample &= out.size(0) == examples;
        return draws;
    }

    @Override
    public void bernoulli(INDArray out, double retainProbability) {
        draws(out).bernoulli(out, retainProbability);
    }

    @Override
    public void mask(INDArray out, double retainProbability) {
        draws(out).mask(out, retainProbability);
    }

    @Override
    public void gaussian(INDArray out, double mean, double standardDeviation) {
        draws(out).gaussian(out, mean, standardDeviation);
    }

    @Override
    public void uniform(INDArray out, double from, double to) {
        draws(out).uniform(out, from, to);
    }

    @Override
    public double nextDouble() {
        drawn = true;
        perExample = false;
        return draws.nextDouble();
    }
}
