package io.github.dl4jregularizers.inference;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.SavedNetwork;
import java.io.Serializable;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.evaluation.IEvaluation;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Samples the outputs of a network with its noise on: Monte-Carlo dropout.
 *
 * <p>Formula: p = 1/T sum p_t over T samples p_t. Every layer that draws in training draws here, from this library's
 * noise or DL4J's. Everything else computes in inference mode, batch normalization included. A second network over the
 * same parameters computes the samples. The network itself does not change and may go on training.
 *
 * <p>Cost: layers before the first noise are computed once, the others per sample. With noise per example, as in
 * dropout, several samples share a batch, within a memory limit. Noise per batch, as in DropConnect or a ResidualBlock,
 * takes one pass per sample. Memory does not grow with the number of samples unless they are kept.
 *
 * <p>Reproducibility: draws are keyed by (seed, stochastic site, sample). The draws of a seed do not depend on
 * the thread or the memory limit. Results agree up to the rounding of matrix products. Other noise (another {@code
 * IDropout}, AlphaDropout, DL4J's weight noise, randomized ReLU) draws from ND4J's generator. It is seeded per sample
 * and restored afterwards, with one sample per pass.
 *
 * <p>DL4J's {@code DropConnect} is not rescaled in training, and so not here. The mean of its samples is near the
 * outputs in training and differs from {@code output(..)}. Frozen layers do not draw, as in training.
 *
 * <p>Defaults: 50 samples, seed 0, 64 MiB, samples not kept. Immutable: each setting returns a new object. Thread-
 * safe. Java serialization copies the network and drops the progress listener.
 *
 * <p>Errors: a network that is not initialized or has no noise; settings out of range; features that do not fit.
 *
 * <p>Paper: Gal and Ghahramani, "Dropout as a Bayesian Approximation: Representing Model Uncertainty in Deep Learning",
 * ICML 2016.
 */
public final class MonteCarloDropout implements Serializable {

    private static final long serialVersionUID = 1;

    private final transient Model network;
    private final transient ViewPool views;
    private final transient Settings settings;

    private MonteCarloDropout(Model network, ViewPool views, Settings settings) {
        this.network = network;
        this.views = views;
        this.settings = settings;
    }

    /**
     * Creates a sampler.
     *
     * @param network initialized, with at least one layer that draws
     * @return a sampler with the default settings
     * @throws IllegalArgumentException if the network is missing, not initialized, or without noise
     */
    public static MonteCarloDropout of(MultiLayerNetwork network) {
        return new MonteCarloDropout(network, ViewPool.of(network), new Settings());
    }

    /**
     * Creates a sampler.
     *
     * @param network initialized, with at least one layer that draws
     * @return a sampler with the default settings
     * @throws IllegalArgumentException if the network is missing, not initialized, or without noise
     */
    public static MonteCarloDropout of(ComputationGraph network) {
        return new MonteCarloDropout(network, ViewPool.of(network), new Settings());
    }

    private Object writeReplace() {
        return new Saved(SavedNetwork.of(network), settings);
    }

    /** The form for Java serialization. */
    private static final class Saved implements Serializable {

        private static final long serialVersionUID = 1;

        private final SavedNetwork network;
        private final Settings settings;

        private Saved(SavedNetwork network, Settings settings) {
            this.network = network;
            this.settings = settings;
        }

        private Object readResolve() {
            Model restored = network.restore();
            ViewPool pool = restored instanceof MultiLayerNetwork
                    ? ViewPool.of((MultiLayerNetwork) restored)
                    : ViewPool.of((ComputationGraph) restored);
            return new MonteCarloDropout(restored, pool, settings);
        }
    }

    private MonteCarloDropout with(Consumer<Settings> change) {
        Settings changed = settings.copy();
        change.accept(changed);
        return new MonteCarloDropout(network, views, changed);
    }

    /**
     * Takes a fixed number of samples.
     *
     * @param count number of samples T, at least 1
     * @return a new sampler
     * @throws IllegalArgumentException if count is less than 1
     */
    public MonteCarloDropout samples(int count) {
        Arguments.atLeast("samples", count, 1);
        return with(settings -> {
            settings.samples = count;
            settings.tolerance = 0;
        });
    }

    /**
     * Samples until no mean has a standard error above the tolerance, at least 10 times.
     *
     * @param tolerance largest standard error, in the units of the output; above 0
     * @param most most samples to take, at least 1
     * @return a new sampler
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public MonteCarloDropout untilConverged(double tolerance, int most) {
        Arguments.positive("tolerance", tolerance);
        Arguments.atLeast("most samples", most, 1);
        return with(settings -> {
            settings.samples = most;
            settings.tolerance = tolerance;
        });
    }

    /**
     * Sets the seed of the draws.
     *
     * @param number any
     * @return a new sampler
     */
    public MonteCarloDropout seed(long number) {
        return with(settings -> settings.seed = number);
    }

    /**
     * Limits the memory of activations and workspaces of the samples that share a batch. One sample is computed in any
     * case. Draws do not depend on it. Default: 64 MiB.
     *
     * @param bytes at least 1
     * @return a new sampler
     * @throws IllegalArgumentException if bytes is less than 1
     */
    public MonteCarloDropout memoryLimit(long bytes) {
        Arguments.atLeast("memoryLimit", bytes, 1);
        return with(settings -> settings.memoryLimit = bytes);
    }

    /**
     * Keeps every sample, for quantiles. Memory grows with the number of samples.
     *
     * @return a new sampler
     */
    public MonteCarloDropout keepSamples() {
        return with(settings -> settings.keepSamples = true);
    }

    /**
     * Sets the meaning of all outputs. By default {@link OutputLayout} reads it from the configuration.
     *
     * @param kind meaning of all outputs
     * @return a new sampler
     * @throws IllegalArgumentException if kind is missing
     */
    public MonteCarloDropout outputs(OutputKind kind) {
        Arguments.required("kind", kind);
        return with(settings -> settings.outputs = kind);
    }

    /**
     * Reports progress, in the predicting thread.
     *
     * @param listener receives the number of samples done, after each pass
     * @return a new sampler
     * @throws IllegalArgumentException if listener is missing
     */
    public MonteCarloDropout progress(IntConsumer listener) {
        Arguments.required("listener", listener);
        return with(settings -> settings.progress = listener);
    }

    /**
     * Predicts one batch, for a network with one output.
     *
     * @param features the network's inputs
     * @return the distribution of the output
     * @throws IllegalArgumentException if the features do not fit the network or hold NaN or infinities
     * @throws IllegalStateException if the network has several outputs, or no noise was drawn
     */
    public PredictiveDistribution predict(INDArray... features) {
        return predict(features, null);
    }

    /**
     * Predicts one batch of sequences with masks, for a network with one output.
     *
     * @param features the network's inputs
     * @param masks one per input or null, 1 for time steps and 0 for padding; null for no masks
     * @return the distribution of the output
     * @throws IllegalArgumentException if the features or masks do not fit the network or hold NaN or infinities
     * @throws IllegalStateException if the network has several outputs, or no noise was drawn
     */
    public PredictiveDistribution predict(INDArray[] features, INDArray[] masks) {
        List<PredictiveDistribution> outputs = predictAll(features, masks);
        if (outputs.size() > 1) {
            throw new IllegalStateException("The network has " + outputs.size()
                    + " outputs: call predictAll(..), which returns one distribution per output");
        }
        return outputs.get(0);
    }

    /**
     * Predicts one batch. All outputs of a sample come from the same draws.
     *
     * @param features the network's inputs
     * @param masks one per input or null, 1 for time steps and 0 for padding; null for no masks
     * @return the distribution of each output, in the network's order
     * @throws IllegalArgumentException if the features or masks do not fit the network or hold NaN or infinities
     * @throws IllegalStateException if no noise was drawn
     */
    public List<PredictiveDistribution> predictAll(INDArray[] features, INDArray[] masks) {
        NetworkView view = views.take();
        List<PredictiveDistribution> distributions;
        InputCheck.require(view, features, masks);
        try (Sampling sampling = new Sampling(view, features, masks, settings)) {
            distributions = sampling.run();
        }
        views.give(view);
        return distributions;
    }

    /**
     * Evaluates the mean predictions, as {@code network.doEvaluation} does.
     *
     * @param data reset before use; labels as in training
     * @param evaluations of DL4J or any other
     * @throws IllegalArgumentException if there are more or fewer labels than features
     */
    public void doEvaluation(DataSetIterator data, IEvaluation<?>... evaluations) {
        EvaluatedBatches.forEach(this, data, (batch, distribution) -> {
            for (IEvaluation<?> evaluation : evaluations) {
                evaluation.eval(batch.getLabels(), distribution.mean(), batch.getLabelsMaskArray());
            }
        });
    }

    /**
     * Evaluates the mean predictions of classes, as {@code network.evaluate} does.
     *
     * @param data reset before use; labels one-hot
     * @return accuracy, precision, recall and the like
     * @throws IllegalArgumentException if there are more or fewer labels than features
     */
    public Evaluation evaluate(DataSetIterator data) {
        Evaluation evaluation = new Evaluation();
        doEvaluation(data, evaluation);
        return evaluation;
    }
}
