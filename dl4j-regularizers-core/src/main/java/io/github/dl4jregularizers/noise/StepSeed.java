package io.github.dl4jregularizers.noise;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.Network;
import io.github.dl4jregularizers.internal.dl4j.StepListener;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Seeds ND4J's generator of the training thread before each step, keyed by (seed, worker, iteration).
 *
 * <p>Effect: the noise of a step depends on its key only, not on earlier draws. A training that continues from a
 * checkpoint draws the noise of an uninterrupted one, and workers of a distributed training draw different noise. It
 * covers every source that draws from {@code Nd4j.getRandom()} during a step: this library's default source, and DL4J's
 * own dropout and weight noise.
 *
 * <p>As a listener it seeds at the start of an epoch and after each iteration, for {@code fit} with an iterator. Add it
 * before all other listeners. With {@code fit(DataSet)}, call {@link #beforeStep} before each call.
 *
 * <pre>{@code
 * network.setListeners(StepSeed.of(42), new SharpnessAwareMinimization(0.05));
 * }</pre>
 *
 * <p>Default: worker 0. One object serves several networks and threads.
 */
public final class StepSeed extends BaseTrainingListener implements StepListener {

    private static final long serialVersionUID = 1;

    private final long seed;
    private final int worker;

    private StepSeed(long seed, int worker) {
        this.seed = seed;
        this.worker = worker;
    }

    /**
     * Creates the keys of worker 0.
     *
     * @param seed of the whole training; any number
     * @return a listener
     */
    public static StepSeed of(long seed) {
        return new StepSeed(seed, 0);
    }

    /**
     * Returns the keys of another worker with the same seed.
     *
     * @param number of the worker, from 0
     * @return a new listener
     * @throws IllegalArgumentException if number is negative
     */
    public StepSeed forWorker(int number) {
        return new StepSeed(seed, Arguments.atLeast("worker", number, 0));
    }

    /**
     * Seeds the generator of the calling thread for the network's next step.
     *
     * @param network its iteration count is part of the key
     * @throws IllegalArgumentException if the network is no {@code MultiLayerNetwork} or {@code ComputationGraph}
     */
    @Override
    public void beforeStep(Model network) {
        seedFor(Network.of(network).iteration());
    }

    private void seedFor(int iteration) {
        long key = SplitMix.mix(SplitMix.mix(SplitMix.mix(seed) + worker) + iteration);
        Nd4j.getRandom().setSeed(key == 0 ? 1 : key); // ND4J takes 0 as a seed from the clock
    }

    @Override
    public boolean isForWorkers() {
        return false;
    }

    @Override
    public void onEpochStart(Model model) {
        beforeStep(model);
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        seedFor(iteration + 1);
    }

    @Override
    public String toString() {
        return "StepSeed(" + seed + ", worker " + worker + ")";
    }
}
