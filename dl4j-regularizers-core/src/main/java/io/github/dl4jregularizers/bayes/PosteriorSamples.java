package io.github.dl4jregularizers.bayes;

import io.github.dl4jregularizers.averaging.BatchNormStatistics;
import io.github.dl4jregularizers.ensemble.Ensemble;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.NetworkCopy;
import io.github.dl4jregularizers.internal.snapshot.KeptParameters;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Collects the parameters of a sampling updater, {@link StochasticGradientLangevinDynamics}, as samples of the
 * posterior.
 *
 * <p>Skips the burn-in, then keeps every n-th iterate (thinning). {@link #cyclical} keeps iterates of the noisy part of
 * each cycle only. {@link #posterior} returns the samples as an {@link Ensemble}, whose {@code distribution(features)}
 * is the posterior predictive distribution.
 *
 * <p>Defaults: no burn-in, keeps the last 50 samples. Each costs the memory of the parameters. Iterations count from
 * the first that this listener sees. Not for {@code ParallelWrapper}, whose workers train copies.
 *
 * <pre>{@code
 * PosteriorSamples samples = PosteriorSamples.every(100).withBurnIn(5_000);
 * network.setListeners(samples);
 * network.fit(data, epochs);
 * PredictiveDistribution prediction = samples.posterior(network).distribution(features);
 * }</pre>
 *
 * <p>Papers: as {@link StochasticGradientLangevinDynamics}.
 */
public final class PosteriorSamples extends KeptParameters {

    private static final long serialVersionUID = 1;

    private static final int DEFAULT_SAMPLES = 50;

    private final int thinning;
    private final int burnIn;
    private final int most;
    private final int cycle;
    private final double exploration;

    private PosteriorSamples(int thinning, int burnIn, int most, int cycle, double exploration) {
        super("posterior samples");
        this.thinning = Arguments.atLeast("thinning", thinning, 1);
        this.burnIn = Arguments.atLeast("burnIn", burnIn, 0);
        this.most = Arguments.atLeast("most", most, 1);
        this.cycle = cycle;
        this.exploration = Arguments.rate("exploration", exploration);
    }

    /**
     * Creates a listener that keeps every n-th iterate.
     *
     * @param thinning n, at least 1
     * @return the listener
     * @throws IllegalArgumentException if thinning is below 1
     */
    public static PosteriorSamples every(int thinning) {
        return new PosteriorSamples(thinning, 0, DEFAULT_SAMPLES, 0, 0);
    }

    /**
     * Returns a new listener that skips the first iterations.
     *
     * @param iterations to skip, at least 0
     * @return a new listener without state
     * @throws IllegalArgumentException if iterations is negative
     */
    public PosteriorSamples withBurnIn(int iterations) {
        return new PosteriorSamples(thinning, iterations, most, cycle, exploration);
    }

    /**
     * Returns a new listener that keeps another number of samples.
     *
     * @param last number of samples to keep, the latest, at least 1
     * @return a new listener without state
     * @throws IllegalArgumentException if last is below 1
     */
    public PosteriorSamples withSamples(int last) {
        return new PosteriorSamples(thinning, burnIn, last, cycle, exploration);
    }

    /**
     * Returns a new listener that samples in the noisy part of each cycle only.
     *
     * @param length iterations per cycle, as in {@link StochasticGradientLangevinDynamics#cyclical}, at least 2
     * @param share of a cycle without noise, in [0, 1)
     * @return a new listener without state
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public PosteriorSamples cyclical(int length, double share) {
        return new PosteriorSamples(thinning, burnIn, most, Arguments.atLeast("length", length, 2), share);
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        long done = count(model) + 1 - burnIn;
        boolean isSampling = cycle == 0 || Cycle.position(iteration, cycle) >= exploration;
        if (done > 0 && isSampling && done % thinning == 0) {
            INDArray parameters = parametersOf(model);
            if (kept().size() == most) {
                kept().add(kept().remove(0).assign(parameters));
            } else {
                keep(parameters, parameters.dataType());
            }
        }
    }

    /**
     * Returns the number of samples so far.
     *
     * @return at most that of {@link #withSamples}
     */
    public int size() {
        return kept().size();
    }

    /**
     * Returns the samples as networks. BatchNorm's running statistics are those of the training at each sample.
     *
     * @param network that this listener follows, for its configuration
     * @return an ensemble with a new network per sample, the oldest first
     * @throws IllegalStateException if there is no sample yet
     * @throws IllegalArgumentException if the network has other parameters than the samples
     */
    public Ensemble posterior(Model network) {
        return Ensemble.of(networks(network));
    }

    /**
     * Returns the samples as networks with re-estimated BatchNorm statistics.
     *
     * @param network that this listener follows, for its configuration
     * @param data training data, read once per sample from its beginning
     * @return an ensemble with a new network per sample, the oldest first
     * @throws IllegalStateException if there is no sample yet
     * @throws IllegalArgumentException if the network has other parameters than the samples, or there is no batch
     */
    public Ensemble posterior(Model network, DataSetIterator data) {
        List<Model> networks = networks(network);
        networks.forEach(sample -> BatchNormStatistics.estimate(sample, data));
        return Ensemble.of(networks);
    }

    private List<Model> networks(Model network) {
        if (kept().isEmpty()) {
            throw new IllegalStateException("No sample yet: the first is taken " + thinning
                    + " iterations after the burn-in of " + burnIn
                    + (cycle > 0 ? ", in the noisy part of a cycle of " + cycle : ""));
        }
        parametersOf(network);
        List<Model> networks = new ArrayList<>();
        for (INDArray sample : kept()) {
            networks.add(NetworkCopy.with(network, sample));
        }
        return networks;
    }
}
