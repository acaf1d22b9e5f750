package io.github.dl4jregularizers.inference;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.backend.Backend;
import io.github.dl4jregularizers.internal.dl4j.Detached;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The prediction of a network and its uncertainty, from samples of the output.
 *
 * <p>The prediction is the {@link #mean} of T samples p_t. For classes, the entropy of the mean is the total
 * uncertainty ({@link #predictiveEntropy}). The mean entropy of the samples is aleatoric, due to noise in the data
 * ({@link #expectedEntropy}). The difference is epistemic, due to too little data ({@link #mutualInformation}). For
 * numbers, {@link #variance} is epistemic and {@link #aleatoricVariance} is the variance that the network predicts.
 *
 * <p>Shapes: moments have the shape of the output. Entropies, votes and classes have that shape without the class axis:
 * [batch], [batch, time] or [batch, height, width]. For {@link OutputKind#BINARY} they have the whole shape. Entropies
 * are in nats. Every array is new, of type DOUBLE for DOUBLE networks and FLOAT for others. NaN in a sample makes every
 * measure of that position NaN, and its prediction {@link #ABSTAINED}.
 *
 * <p>Papers: Gal and Ghahramani, "Dropout as a Bayesian Approximation", ICML 2016; Houlsby et al., "Bayesian Active
 * Learning for Classification and Preference Learning", 2011; Kendall and Gal, "What Uncertainties Do We Need in
 * Bayesian Deep Learning for Computer Vision?", NIPS 2017.
 */
public final class PredictiveDistribution implements Serializable {
    /** The class that means no prediction. */
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
     * Combines given samples, such as predictions of several networks. Keeps them for {@link #quantile} and {@link
     * #sample}.
     *
     * @param kind meaning of the numbers; arrays are [batch, classes, ...]
     * @param samples at least one, all of the same shape
     * @return the distribution
     * @throws IllegalArgumentException if there is no sample, shapes differ, or probabilities are outside [0, 1]
     */
    public static PredictiveDistribution of(OutputKind kind, INDArray... samples) {
        return of(OutputLayout.of(kind), samples);
    }

    /**
     * Combines given samples, as {@link #of(OutputKind, INDArray...)} does.
     *
     * @param layout meaning of the numbers, and their class axis
     * @param samples at least one, all of the same shape
     * @return the distribution
     * @throws IllegalArgumentException if there is no sample, shapes differ, or probabilities are outside [0, 1]
     */
    public static PredictiveDistribution of(OutputLayout layout, INDArray... samples) {
        return SampledOutput.of(layout, samples);
    }

    /**
     * Returns the meaning of the output.
     *
     * @return that of the network's output layer, or as set
     */
    public OutputKind kind() {
        return kind;
    }

    /**
     * Returns the number of samples.
     *
     * @return T
     */
    public int sampleCount() {
        return count;
    }

    /**
     * Returns the prediction: the mean of the samples.
     *
     * @return of the output's shape; probabilities for classes
     */
    public INDArray mean() {
        return array(mean, axis.shape());
    }

    /**
     * Returns the variance of the samples, epistemic: sum of (p_t - mean)^2 / (T - 1).
     *
     * @return of the output's shape
     * @throws IllegalStateException if there is only one sample
     */
    public INDArray variance() {
        if (count < 2) {
            throw new IllegalStateException("A variance needs at least 2 samples, but there is 1");
        }
        return array(Arrays.stream(squares).map(square -> square / (count - 1)).toArray(), axis.shape());
    }

    /**
     * Returns the predicted variance of the targets: the mean of the predicted variances over the samples.
     *
     * @return of the shape of the mean
     * @throws IllegalStateException if the output is not {@link OutputKind#MEAN_AND_LOG_VARIANCE}
     */
    public INDArray aleatoricVariance() {
        require(noise != null, "An aleatoric variance", "OutputKind.MEAN_AND_LOG_VARIANCE");
        return array(Arrays.stream(noise).map(sum -> sum / count).toArray(), axis.shape());
    }

    /**
     * Returns the variance of a target: that of the samples plus that of the noise in targets.
     *
     * @param noisePrecision inverse variance tau of the noise in the targets, above 0
     * @return variance() + 1 / tau
     * @throws IllegalArgumentException if noisePrecision is not above 0
     */
    public INDArray predictiveVariance(double noisePrecision) {
        return variance().addi(1 / Arguments.positive("noisePrecision", noisePrecision));
    }

    /**
     * Returns the entropy of the mean: total uncertainty.
     *
     * @return in nats, at least 0
     * @throws IllegalStateException if the output holds no probabilities
     */
    public INDArray predictiveEntropy() {
        return array(classes().predictiveEntropy(mean), classes.shape());
    }

    /**
     * Returns the mean entropy of the samples: aleatoric uncertainty.
     *
     * @return in nats, at least 0
     * @throws IllegalStateException if the output holds no probabilities
     */
    public INDArray expectedEntropy() {
        return array(classes().expectedEntropy(), classes.shape());
    }

    /**
     * Returns the mutual information of prediction and weights (BALD): epistemic uncertainty.
     *
     * @return predictive minus expected entropy in nats, at least 0
     * @throws IllegalStateException if the output holds no probabilities
     */
    public INDArray mutualInformation() {
        return array(classes().mutualInformation(mean), classes.shape());
    }

    /**
     * Returns the variation ratio: 1 - share of the samples that vote for the most frequent class.
     *
     * @return in [0, 1)
     * @throws IllegalStateException if the output holds no probabilities
     */
    public INDArray variationRatio() {
        return array(classes().variationRatio(), classes.shape());
    }

    /**
     * Returns the class of the highest mean probability, the first of equals. For events, 1 where the mean probability
     * is above 0.5.
     *
     * @return of type INT; {@link #ABSTAINED} where a sample is NaN
     * @throws IllegalStateException if the output holds no probabilities
     */
    public INDArray prediction() {
        int[] predicted = classes().prediction(mean);
        return Detached.of(() -> Nd4j.createFromArray(predicted).reshape(classes.shape()));
    }

    /**
     * Predicts only where the predictive entropy is at most a threshold.
     *
     * @param threshold in nats
     * @return {@link #prediction}, and {@link #ABSTAINED} elsewhere
     * @throws IllegalArgumentException if threshold is NaN
     * @throws IllegalStateException if the output holds no probabilities
     */
    public INDArray abstainAbove(double threshold) {
        return abstainAbove(predictiveEntropy(), threshold);
    }

    /**
     * Predicts only where an uncertainty is at most a threshold.
     *
     * @param uncertainty such as {@link #mutualInformation}, of the shape of {@link #prediction}
     * @param threshold in the unit of the uncertainty
     * @return {@link #prediction}, and {@link #ABSTAINED} elsewhere and for NaN
     * @throws IllegalArgumentException if threshold is NaN, or the uncertainty of another shape
     * @throws IllegalStateException if the output holds no probabilities
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
     * Returns a quantile of the samples, with linear interpolation as in NumPy.
     *
     * @param share from 0 (smallest sample) to 1 (largest sample); 0.5 is the median
     * @return of the shape of the mean
     * @throws IllegalArgumentException if share is outside [0, 1]
     * @throws IllegalStateException if samples were not kept
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
     * One sample.
     *
     * @param number from 0
     * @return of the shape of the mean
     * @throws IllegalArgumentException if there is no sample of that number
     * @throws IllegalStateException if samples were not kept
     */
    public INDArray sample(int number) {
        requireKept();
        Arguments.between("number", number, 0, count - 1.0);
        return array(samples.get(number), axis.shape());
    }

    private void requireKept() {
        if (samples == null) {
            throw new IllegalStateException("Samples were not kept: call keepSamples() before predict(..)");
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
