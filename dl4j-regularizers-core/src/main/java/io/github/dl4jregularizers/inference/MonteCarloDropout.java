package io.github.dl4jregularizers.inference;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.evaluation.IEvaluation;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Predicts with a network's noise on, many times, and says how uncertain the prediction is: Monte-Carlo dropout.
 *
 * <p>Formula: p = 1/T sum p_t over T samples p_t of the noise. What draws in training draws here, this library's noise and
 * DL4J's; everything else computes as at inference, batch normalization included. The network itself is not touched, may go
 * on training, and is seen as it is at the time of each prediction: this works on a second network over the same
 * parameters.
 *
 * <p>Cost: what comes before the first noise is computed once, the rest for every sample; where every example has draws of
 * its own, as in dropout, many samples make up one batch, within a memory limit. Noise for a whole batch, as in DropConnect
 * or a ResidualBlock, takes a pass for each sample. Memory does not grow with the number of samples unless they are kept.
 *
 * <p>Reproducible: draws are keyed by (seed, place in the network, sample). The same seed gives the same draws in any
 * thread, with any memory limit and after any other prediction; results agree to the rounding of matrix products. Noise of
 * classes that are unknown here (another {@code IDropout}, AlphaDropout, DL4J's weight noise, the randomized ReLU) draws
 * from ND4J's generator, which is seeded for each sample and set back afterwards, one sample a pass.
 *
 * <p>DL4J's own weight noise draws as in training: its {@code DropConnect} is not rescaled, so that the mean of the samples
 * is near what the network was trained with, and not near {@code output(..)}. Frozen layers do not draw, as in training.
 *
 * <p>Defaults: 50 samples, seed 0, 64 MiB, samples not kept. Settings are immutable: each method gives a new object. Any
 * number of threads may predict at once.
 *
 * <p>Errors: a network that is not initialized, or has no noise; settings out of range; features that do not fit.
 *
 * <p>Paper: Gal and Ghahramani, "Dropout as a Bayesian Approximation: Representing Model Uncertainty in Deep Learning",
 * ICML 2016.
 */
public final class MonteCarloDropout {

    private final ViewPool views;
    private final Settings settings;

    private MonteCarloDropout(ViewPool views, Settings settings) {
        this.views = views;
        this.settings = settings;
    }

    /**
     * Samples a network's noise.
     *
     * @param network initialized, with noise somewhere
     * @return with the default settings
     * @throws IllegalArgumentException if the network is missing, not initialized, or without noise
     */
    public static MonteCarloDropout of(MultiLayerNetwork network) {
        return new MonteCarloDropout(ViewPool.of(network), new Settings());
    }

    /**
     * Samples a network's noise.
     *
     * @param network initialized, with noise somewhere
     * @return with the default settings
     * @throws IllegalArgumentException if the network is missing, not initialized, or without noise
     */
    public static MonteCarloDropout of(ComputationGraph network) {
        return new MonteCarloDropout(ViewPool.of(network), new Settings());
    }

    private MonteCarloDropout with(Consumer<Settings> change) {
        Settings changed = settings.copy();
        change.accept(changed);
        return new MonteCarloDropout(views, changed);
    }

    /**
     * Takes a fixed number of samples.
     *
     * @param count number of samples T, at least 1
     * @return with that setting
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
     * Takes as many samples as the means need: until no mean has a standard error above the tolerance, but at least 10.
     *
     * @param tolerance largest standard error, in the units of the output; above 0
     * @param most most samples to take, at least 1
     * @return with that setting
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
     * The seed of the draws.
     *
     * @param number any
     * @return with that setting
     */
    public MonteCarloDropout seed(long number) {
        return with(settings -> settings.seed = number);
    }

    /**
     * How much memory the activations of the samples in one batch, with all that layers need to compute them, may take. One
     * sample is computed in any case. The draws do not depend on it. Default: 64 MiB.
     *
     * @param bytes at least 1
     * @return with that setting
     * @throws IllegalArgumentException if bytes is less than 1
     */
    public MonteCarloDropout memoryLimit(long bytes) {
        Arguments.atLeast("memoryLimit", bytes, 1);
        return with(settings -> settings.memoryLimit = bytes);
    }

    /**
     * Keeps every sample, for quantiles: memory grows with their number.
     *
     * @return with that setting
     */
    public MonteCarloDropout keepSamples() {
        return with(settings -> settings.keepSamples = true);
    }

    /**
     * What the outputs mean, where the output layer's activation and loss do not say it. By default softmax gives classes,
     * sigmoid with binary cross-entropy gives events, and anything else numbers.
     *
     * @param kind meaning of all outputs
     * @return with that setting
     * @throws IllegalArgumentException if kind is missing
     */
    public MonteCarloDropout outputs(OutputKind kind) {
        Arguments.required("kind", kind);
        return with(settings -> settings.outputs = kind);
    }

    /**
     * Is told of progress, in the thread that predicts.
     *
     * @param listener gets the number of samples done, after each batch of them
     * @return with that setting
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
     * @throws IllegalStateException if the network has several outputs, or nothing was drawn
     */
    public PredictiveDistribution predict(INDArray... features) {
        return predict(features, null);
    }

    /**
     * Predicts one batch of sequences with masks, for a network with one output.
     *
     * @param features the network's inputs
     * @param masks for each input 1 where there is a time step and 0 where there is none, or null; null for none at all
     * @return the distribution of the output
     * @throws IllegalArgumentException if the features or masks do not fit the network or hold NaN or infinities
     * @throws IllegalStateException if the network has several outputs, or nothing was drawn
     */
    public PredictiveDistribution predict(INDArray[] features, INDArray[] masks) {
        List<PredictiveDistribution> outputs = predictAll(features, masks);
        if (outputs.size() > 1) {
            throw new IllegalStateException(
                    "The network has " + outputs.size() + " outputs: call predictAll(..), which gives one for each");
        }
        return outputs.get(0);
    }

    /**
     * Predicts one batch. All outputs of a sample come from the same draws.
     *
     * @param features the network's inputs
     * @param masks for each input 1 where there is a time step and 0 where there is none, or null; null for none at all
     * @return the distribution of each output, in the network's order
     * @throws IllegalArgumentException if the features or masks do not fit the network or hold NaN or infinities
     * @throws IllegalStateException if nothing was drawn
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
     * Evaluates the mean predictions, as {@code network.doEvaluation} does those of the network.
     *
     * @param data what to predict, from the beginning; labels as in training
     * @param evaluations what to evaluate, of DL4J or any other
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
     * Evaluates the mean predictions of classes, as {@code network.evaluate} does those of the network.
     *
     * @param data what to predict, from the beginning; labels one-hot
     * @return accuracy, precision, recall and the like
     * @throws IllegalArgumentException if there are more or fewer labels than features
     */
    public Evaluation evaluate(DataSetIterator data) {
        Evaluation evaluation = new Evaluation();
        doEvaluation(data, evaluation);
        return evaluation;
    }
}
