package io.github.dl4jregularizers.inference;

import io.github.dl4jregularizers.noise.InferenceNoise;
import io.github.dl4jregularizers.noise.SeededNoise;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The draws of one stochastic site of a network, keyed by (seed, site, sample). {@link #begin} sets the samples of the
 * next pass. Records whether anything is drawn, and whether several samples could share a batch.
 */
final class SampleNoise implements InferenceNoise {

    private final long site;
    private SeededNoise draws;
    private long examples;
    private boolean drawn;
    private boolean perExample = true;

    SampleNoise(long site) {
        this.site = site;
    }

    /**
     * Starts a pass.
     *
     * @param seed seed of the whole computation
     * @param firstSample number of the first sample of the pass
     * @param samples number of samples in the batch
     * @param batch number of rows in the batch
     */
    void begin(long seed, long firstSample, int samples, long batch) {
        draws = new SeededNoise(seed, site, firstSample, samples);
        examples = batch;
        drawn = false;
        perExample = true;
    }

    /** Tests whether anything was drawn since {@link #begin}. */
    boolean hasDrawn() {
        return drawn;
    }

    /** Tests whether each drawn array had one row per row of the batch. Time steps in dimension 0 do not count. */
    boolean wasPerExample() {
        return perExample;
    }

    private SeededNoise draws(long rows) {
        drawn = true;
        perExample &= rows == examples;
        return draws;
    }

    @Override
    public void bernoulli(INDArray out, double retainProbability) {
        draws(out.size(0)).bernoulli(out, retainProbability);
    }

    @Override
    public void mask(INDArray out, double retainProbability) {
        draws(out.size(0)).mask(out, retainProbability);
    }

    @Override
    public void gaussian(INDArray out, double mean, double standardDeviation) {
        draws(out.size(0)).gaussian(out, mean, standardDeviation);
    }

    @Override
    public void uniform(INDArray out, double from, double to) {
        draws(out.size(0)).uniform(out, from, to);
    }

    @Override
    public boolean[] decisions(int rows, double retainProbability) {
        return draws(rows).decisions(rows, retainProbability);
    }

    @Override
    public double nextDouble() {
        drawn = true;
        perExample = false;
        return draws.nextDouble();
    }
}
