package io.github.dl4jregularizers.bayes;

import io.github.dl4jregularizers.averaging.BatchNormStatistics;
import io.github.dl4jregularizers.ensemble.Ensemble;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.NetworkCopy;
import io.github.dl4jregularizers.internal.snapshot.KeptParameters;
import io.github.dl4jregularizers.internal.weights.FixedParameters;
import io.github.dl4jregularizers.noise.SeededNoise;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * SWA-Gaussian (SWAG): a Gaussian posterior around the average of a training, with a diagonal and a low-rank part of
 * its covariance.
 *
 * <p>Formula, for the parameters w_1, w_2, ... at regular points of a training: m is their mean, and v = mean of w_i^2
 * - m^2 the elementwise variance. D = [w_i - m_i] holds the last K deviations from the mean m_i at that point. A sample
 * is m + sqrt(v / 2) z1 + D z2 / sqrt(2 (K - 1)), with standard normal z1 and z2. {@link #posterior} returns samples as
 * an {@link Ensemble}, whose {@code distribution(features)} is the predictive distribution.
 *
 * <p>BatchNorm's running statistics and frozen parameters are not perturbed; samples re-estimate the statistics if
 * training data are given, and have their mean otherwise.
 *
 * <p>Defaults: starts with the first epoch or iteration, K = 20. Memory: K + 2 times the parameters, in FLOAT for HALF
 * networks. Use a high constant or a cyclic learning rate, as for SWA. Not for {@code ParallelWrapper}, whose workers
 * train copies.
 *
 * <pre>{@code SwaGaussian.everyEpochs(1).withStart(75)}</pre>
 *
 * <p>Paper: Maddox et al., "A Simple Baseline for Bayesian Uncertainty in Deep Learning", NeurIPS 2019.
 */
public final class SwaGaussian extends KeptParameters {

    private static final long serialVersionUID = 1;

    private static final int DEFAULT_RANK = 20;
    /** Positions in {@link #kept}: the mean, the sum of squared deviations, then the columns of D. */
    private static final int SQUARES = 1;

    private static final int COLUMNS = 2;

    private final boolean countsEpochs;
    private final int frequency;
    private final int start;
    private final int rank;

    private SwaGaussian(boolean countsEpochs, int frequency, int start, int rank) {
        super("swag");
        this.countsEpochs = countsEpochs;
        this.frequency = Arguments.atLeast("frequency", frequency, 1);
        this.start = Arguments.atLeast("start", start, 0);
        this.rank = Arguments.atLeast("rank", rank, 2);
    }

    /**
     * Collects at the end of every n-th epoch.
     *
     * @param frequency n, in epochs, at least 1
     * @return the listener
     * @throws IllegalArgumentException if frequency is below 1
     */
    public static SwaGaussian everyEpochs(int frequency) {
        return new SwaGaussian(true, frequency, 0, DEFAULT_RANK);
    }

    /**
     * Collects after every n-th iteration.
     *
     * @param frequency n, in iterations, at least 1
     * @return the listener
     * @throws IllegalArgumentException if frequency is below 1
     */
    public static SwaGaussian everyIterations(int frequency) {
        return new SwaGaussian(false, frequency, 0, DEFAULT_RANK);
    }

    /**
     * Returns a new listener that skips the beginning of the training.
     *
     * @param skipped number of epochs or iterations to skip, at least 0
     * @return a new listener without state
     * @throws IllegalArgumentException if skipped is negative
     */
    public SwaGaussian withStart(int skipped) {
        return new SwaGaussian(countsEpochs, frequency, skipped, rank);
    }

    /**
     * Returns a new listener with another rank of the covariance.
     *
     * @param columns K, the number of deviations to keep, the latest, at least 2
     * @return a new listener without state
     * @throws IllegalArgumentException if columns is below 2
     */
    public SwaGaussian withRank(int columns) {
        return new SwaGaussian(countsEpochs, frequency, start, columns);
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        if (!countsEpochs) {
            advance(model);
        }
    }

    @Override
    public void onEpochEnd(Model model) {
        if (countsEpochs) {
            advance(model);
        }
    }

    private void advance(Model model) {
        long number = count(model) + 1 - start;
        if (number > 0 && number % frequency == 0) {
            collect(parametersOf(model));
        }
    }

    /** Welford's update, since E[w^2] - m^2 cancels in single precision. */
    private void collect(INDArray parameters) {
        DataType type = parameters.dataType() == DataType.DOUBLE ? DataType.DOUBLE : DataType.FLOAT;
        INDArray now = parameters.castTo(type);
        if (kept().isEmpty()) {
            keep(now, type);
            keep(Nd4j.zeros(type, now.shape()), type);
        }
        INDArray mean = kept().get(0);
        INDArray before = now.sub(mean);
        mean.addi(before.div(taken() + 1.0));
        INDArray deviation = now.sub(mean);
        kept().get(SQUARES).addi(before.muli(deviation));
        if (kept().size() == COLUMNS + rank) {
            kept().add(kept().remove(COLUMNS).assign(deviation));
        } else {
            keep(deviation, type);
        }
        countTaken();
    }

    /**
     * Returns samples of the posterior. BatchNorm's running statistics are their mean.
     *
     * @param network that this listener follows, for its configuration
     * @param samples number of samples, at least 1
     * @param seed of the samples
     * @return an ensemble with a new network per sample
     * @throws IllegalStateException if fewer than 2 points have been collected
     * @throws IllegalArgumentException if samples is below 1, or the network has other parameters
     */
    public Ensemble posterior(Model network, int samples, long seed) {
        return Ensemble.of(networks(network, samples, seed));
    }

    /**
     * Returns samples of the posterior with re-estimated BatchNorm statistics.
     *
     * @param network that this listener follows, for its configuration
     * @param samples number of samples, at least 1
     * @param seed of the samples
     * @param data training data, read once per sample from its beginning
     * @return an ensemble with a new network per sample
     * @throws IllegalStateException if fewer than 2 points have been collected
     * @throws IllegalArgumentException if samples is below 1, the network has other parameters, or there is no batch
     */
    public Ensemble posterior(Model network, int samples, long seed, DataSetIterator data) {
        List<Model> networks = networks(network, samples, seed);
        networks.forEach(sample -> BatchNormStatistics.estimate(sample, data));
        return Ensemble.of(networks);
    }

    private List<Model> networks(Model network, int samples, long seed) {
        Arguments.atLeast("samples", samples, 1);
        if (taken() < 2) {
            throw new IllegalStateException(
                    "SwaGaussian has collected " + taken() + " points, but a variance needs at least 2");
        }
        parametersOf(network);
        INDArray mean = kept().get(0);
        INDArray diagonal = Transforms.sqrt(kept().get(SQUARES).div(2.0 * taken()), false);
        List<Model> networks = new ArrayList<>();
        for (int i = 0; i < samples; i++) {
            Model sample = NetworkCopy.with(network, mean);
            FixedParameters fixed = FixedParameters.of(sample);
            sample.params().assign(draw(mean, diagonal, new SeededNoise(seed, 0, i, 1)));
            fixed.restore();
            networks.add(sample);
        }
        return networks;
    }

    private INDArray draw(INDArray mean, INDArray diagonal, SeededNoise noise) {
        INDArray sample = mean.ulike();
        noise.gaussian(sample, 0, 1);
        sample.muli(diagonal).addi(mean);
        List<INDArray> columns = kept().subList(COLUMNS, kept().size());
        INDArray weights = Nd4j.createUninitialized(DataType.DOUBLE, columns.size());
        noise.gaussian(weights, 0, 1 / Math.sqrt(2.0 * (columns.size() - 1)));
        double[] factors = weights.toDoubleVector();
        for (int k = 0; k < factors.length; k++) {
            sample.addi(columns.get(k).mul(factors[k]));
        }
        return sample;
    }
}
