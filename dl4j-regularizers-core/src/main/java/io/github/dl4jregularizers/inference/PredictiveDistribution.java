package io.github.dl4jregularizers.inference;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.backend.Backend;
import io.github.dl4jregularizers.internal.dl4j.Detached;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What samples of a network's output say together: the prediction, and how uncertain it is.
 *
 * <p>Of T samples p_t, the {@link #mean} is the prediction. Of classes, the entropy of the mean is the whole uncertainty
 * ({@link #predictiveEntropy}); the mean entropy of the samples is what no more training data would take away
 * ({@link #expectedEntropy}, aleatoric); the difference is what the samples disagree about ({@link #mutualInformation},
 * epistemic). Of numbers, {@link #variance} is epistemic, and {@link #aleatoricVariance} is what the network itself says of
 * the noise in its targets.
 *
 * <p>Shapes: moments have the shape of the output. Entropies, votes and classes have it without the class axis, [batch]
 * or, of sequences and images, [batch, time] or [batch, height, width]; of independent events ({@link OutputKind#BINARY})
 * they have the whole shape. Units: entropies in nats. Every array is a new one, of the network's type.
 *
 * <p>Paper: Gal and Ghahramani, "Dropout as a Bayesian Approximation", ICML 2016; Houlsby et al., "Bayesian Active Learning
 * for Classification and Preference Learning", 2011; Kendall and Gal, "What Uncertainties Do We Need in Bayesian Deep
 * Learning for Computer Vision?", NIPS 2017.
 */
public final class PredictiveDistribution {

    /** What {@link #abstainAbove} gives for a prediction not made. */
    public static final int ABSTAINED = -1;

    private final OutputKind kind;
    private final DataType type;
    private final ClassAxis axis;
    private final int count;
    private final double[] mean;
    private final double[] squares;
    private final ClassStatistics classes;
    private final double[] noise;
    private final List<double[]> samples;

    PredictiveDistribution(
            OutputKind kind,
            DataType type,
            ClassAxis axis,
            int count,
            double[] mean,
            double[] squares,
            ClassStatistics classes,
            double[] noise,
            List<double[]> samples) {
        this.kind = kind;
        this.type = type;
        this.axis = axis;
        this.count = count;
        this.mean = mean;
        this.squares = squares;
        this.classes = classes;
        this.noise = noise;
        this.samples = samples;
    }

    /**
     * What samples from anywhere say together, as the predictions of several networks. They are kept, for {@link #quantile} and
     * {@link #sample}.
     *
     * @param kind what the numbers mean; classes come after the examples: [batch, classes, ...]
     * @param samples at least one, all of the same shape
     * @return the distribution
     * @throws IllegalArgumentException if there is no sample, shapes differ, or probabilities are outside [0, 1]
     */
    public static PredictiveDistribution of(OutputKind kind, INDArray... samples) {
        return of(OutputLayout.of(kind), samples);
    }

    /**
     * What samples of an output of this layout say together; see {@link #of(OutputKind, INDArray...)}.
     *
     * @param layout what the numbers mean, and where the classes are
     * @param samples at least one, all of the same shape
     * @return the distribution
     * @throws IllegalArgumentException if there is no sample, shapes differ, or probabilities are outside [0, 1]
     */
    public static PredictiveDistribution of(OutputLayout layout, INDArray... samples) {
        return SampledOutput.of(layout, samples);
    }

    /**
     * What the output means.
     *
     * @return as the network's output layer says, or as it was set
     */
    public OutputKind kind() {
        return kind;
    }

    /**
     * How many samples there are.
     *
     * @return T
     */
    public int sampleCount() {
        return count;
    }

    /**
     * The prediction: the mean of the samples.
     *
     * @return of the output's shape; class probabilities of classes
     */
    public INDArray mean() {
        return array(mean, axis.shape());
    }

    /**
     * The variance of the samples, epistemic: sum of (p_t - mean)^2 / (T - 1).
     *
     * @return of the output's shape
     * @throws IllegalStateException if there is one sample only
     */
    public INDArray variance() {
        if (count < 2) {
            throw new IllegalStateException("A variance needs at least 2 samples, but there is 1");
        }
        return array(Arrays.stream(squares).map(square -> square / (count - 1)).toArray(), axis.shape());
    }

    /**
     * The variance of the targets that the network has learned: the mean over samples of the variances that it gives.
     *
     * @return of the shape of the mean
     * @throws IllegalStateException if the output is not {@link OutputKind#MEAN_AND_LOG_VARIANCE}
     */
    public INDArray aleatoricVariance() {
        require(noise != null, "An aleatoric variance", "OutputKind.MEAN_AND_LOG_VARIANCE");
        return array(Arrays.stream(noise).map(sum -> sum / count).toArray(), axis.shape());
    }

    /**
     * The variance of a target: of the samples, and of the noise in targets.
     *
     * @param noisePrecision inverse variance tau of the noise in the targets, above 0
     * @return variance() + 1 / tau
     * @throws IllegalArgumentException if noisePrecision is not above 0
     */
    public INDArray predictiveVariance(double noisePrecision) {
        return variance().addi(1 / Arguments.positive("noisePrecision", noisePrecision));
    }

    /**
     * The entropy of the mean: the whole uncertainty.
     *
     * @return in nats, at least 0
     * @throws IllegalStateException if the output is no probabilities
     */
    public INDArray predictiveEntropy() {
        return array(classes().predictiveEntropy(mean), classes.shape());
    }

    /**
     * The mean entropy of the samples: aleatoric, what noise in the data itself leaves open.
     *
     * @return in nats, at least 0
     * @throws IllegalStateException if the output is no probabilities
     */
    public INDArray expectedEntropy() {
        return array(classes().expectedEntropy(), classes.shape());
    }

    /**
     * The mutual information of prediction and weights (BALD): epistemic, what the samples disagree about.
     *
     * @return predictive minus expected entropy in nats, at least 0
     * @throws IllegalStateException if the output is no probabilities
     */
    public INDArray mutualInformation() {
        return array(classes().mutualInformation(mean), classes.shape());
    }

    /**
     * The share of samples that do not vote for the class that most of them vote for.
     *
     * @return in [0, 1)
     * @throws IllegalStateException if the output is no probabilities
     */
    public INDArray variationRatio() {
        return array(classes().variationRatio(), classes.shape());
    }

    /**
     * The predicted class: that of the highest mean probability, the first of equals; of an event, 1 if its mean
     * probability is above 0.5.
     *
     * @return whole numbers, of type INT
     * @throws IllegalStateException if the output is no probabilities
     */
    public INDArray prediction() {
        int[] predicted = classes().prediction(mean);
        return Detached.of(() -> Nd4j.createFromArray(predicted).reshape(classes.shape()));
    }

    /**
     * Predicts only where it is certain enough, by the predictive entropy.
     *
     * @param threshold in nats; above it no prediction is made
     * @return as {@link #prediction}, {@link #ABSTAINED} where the predictive entropy is above the threshold
     * @throws IllegalArgumentException if threshold is NaN
     * @throws IllegalStateException if the output is no probabilities
     */
    public INDArray abstainAbove(double threshold) {
        return abstainAbove(predictiveEntropy(), threshold);
    }

    /**
     * Predicts only where it is certain enough, by any measure.
     *
     * @param uncertainty such as {@link #mutualInformation}, of the shape of {@link #prediction}
     * @param threshold above it no prediction is made
     * @return as {@link #prediction}, {@link #ABSTAINED} where the uncertainty is above the threshold, or NaN
     * @throws IllegalArgumentException if threshold is NaN, or the uncertainty of another shape
     * @throws IllegalStateException if the output is no probabilities
     */
    public INDArray abstainAbove(INDArray uncertainty, double threshold) {
        INDArray predicted = prediction();
        Arguments.shape("uncertainty", uncertainty.shape(), predicted.shape());
        if (Double.isNaN(threshold)) {
            throw Arguments.invalid("threshold", "a number", threshold);
        }
        INDArray certain = uncertainty.lte(threshold).castTo(predicted.dataType());
        return predicted.subi(ABSTAINED).muli(certain).addi(ABSTAINED);
    }

    /**
     * The quantile of the samples, by linear interpolation between them as in numpy.
     *
     * @param share between 0 (the smallest sample) and 1 (the largest); 0.5 is the median
     * @return of the shape of the mean
     * @throws IllegalArgumentException if share is outside [0, 1]
     * @throws IllegalStateException if the samples were not kept
     */
    public INDArray quantile(double share) {
        double place = Arguments.between("share", share, 0, 1) * (count - 1);
        requireKept();
        int below = (int) place;
        double[] quantiles = new double[mean.length];
        double[] sorted = new double[count];
        for (int i = 0; i < quantiles.length; i++) {
            for (int sample = 0; sample < count; sample++) {
                sorted[sample] = samples.get(sample)[i];
            }
            Arrays.sort(sorted);
            double above = sorted[Math.min(below + 1, count - 1)];
            quantiles[i] = sorted[below] + (place - below) * (above - sorted[below]);
        }
        return array(quantiles, axis.shape());
    }

    /**
     * One of the samples.
     *
     * @param number from 0 on
     * @return of the shape of the mean
     * @throws IllegalArgumentException if there is no sample of that number
     * @throws IllegalStateException if the samples were not kept
     */
    public INDArray sample(int number) {
        requireKept();
        Arguments.between("number", number, 0, count - 1.0);
        return array(samples.get(number), axis.shape());
    }

    private void requireKept() {
        if (samples == null) {
            throw new IllegalStateException(
                    "Single samples are known only if they are kept: call keepSamples() before" + " predict(..)");
        }
    }

    private ClassStatistics classes() {
        require(classes != null, "An entropy or a class", "OutputKind.CLASSES or BINARY");
        return classes;
    }

    private void require(boolean condition, String what, String needed) {
        if (!condition) {
            throw new IllegalStateException(what + " needs an output of " + needed + ", but this one is " + kind
                    + " (set another with outputs(..))");
        }
    }

    private INDArray array(double[] numbers, long[] shape) {
        return Backend.current().transfer().array(numbers, type, shape);
    }

    @Override
    public String toString() {
        return "PredictiveDistribution(" + kind + ", " + count + " samples, " + Arrays.toString(axis.shape()) + ")";
    }
}
