package io.github.dl4jregularizers.loss;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Softmax cross entropy against smoothed labels: takes a little certainty from the given class and spreads it evenly.
 *
 * <p>Formula: t = (1 - e) y + e / K for labels y, smoothing e and K classes (all K, the given one included, as in the
 * paper and in PyTorch); L = -sum_k w_k t_k log softmax(z)_k. Equal to PyTorch's {@code cross_entropy} with {@code
 * label_smoothing} and probability targets, with and without class weights; with smoothing 0, to plain cross entropy.
 * {@link #overWrongClasses} spreads over the other classes only, as some textbooks define it: t = (1 - e) y + e (1 - y) /
 * (K - 1), which is the same as smoothing e K / (K - 1) here.
 *
 * <p>Shapes, masks and the division by the minibatch: {@link SoftmaxLoss}. A masked row counts nothing: its label is not
 * smoothed into the score. Labels: one-hot, or probabilities. The layer's activation has to be softmax.
 *
 * <p>Paper: Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", CVPR 2016, section 7.
 */
public final class LabelSmoothingLoss extends SoftmaxLoss {

    private final double smoothing;
    private final ClassWeights classWeights;
    private final boolean overWrongClasses;

    /**
     * All classes weigh the same.
     *
     * @param smoothing e: the certainty taken from the given class, in [0, 1); 0.1 in the paper
     * @throws IllegalArgumentException if smoothing is NaN or outside [0, 1)
     */
    public LabelSmoothingLoss(double smoothing) {
        this(smoothing, null, false);
    }

    /**
     * Classes of different weight. The loss is divided by the minibatch, not by the sum of the weights.
     *
     * @param smoothing e: the certainty taken from the given class, in [0, 1); 0.1 in the paper
     * @param classWeights one weight per class, [classes] or [1, classes], finite and at least 0; null for none
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public LabelSmoothingLoss(double smoothing, INDArray classWeights) {
        this(smoothing, ClassWeights.of(classWeights), false);
    }

    @JsonCreator
    private LabelSmoothingLoss(
            @JsonProperty("smoothing") double smoothing,
            @JsonProperty("classWeights") ClassWeights classWeights,
            @JsonProperty("overWrongClasses") boolean overWrongClasses) {
        this.smoothing = Arguments.rate("smoothing", smoothing);
        this.classWeights = classWeights;
        this.overWrongClasses = overWrongClasses;
    }

    /**
     * The variant that leaves the given class exactly 1 - e, and the others e / (K - 1) each.
     *
     * @param smoothing e: the certainty taken from the given class, in [0, 1)
     * @return the loss, without class weights
     * @throws IllegalArgumentException if smoothing is NaN or outside [0, 1)
     */
    public static LabelSmoothingLoss overWrongClasses(double smoothing) {
        return overWrongClasses(smoothing, null);
    }

    /**
     * The variant that leaves the given class exactly 1 - e, and the others e / (K - 1) each, with class weights.
     *
     * @param smoothing e: the certainty taken from the given class, in [0, 1)
     * @param classWeights one weight per class, [classes] or [1, classes], finite and at least 0; null for none
     * @return the loss
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public static LabelSmoothingLoss overWrongClasses(double smoothing, INDArray classWeights) {
        return new LabelSmoothingLoss(smoothing, ClassWeights.of(classWeights), true);
    }

    @Override
    double loss(double[] labels, SoftmaxRow row, double[] derivatives) {
        int classes = labels.length;
        double kept = overWrongClasses ? 1 - smoothing * classes / (classes - 1) : 1 - smoothing;
        double spread = overWrongClasses ? smoothing / (classes - 1) : smoothing / classes;
        for (int k = 0; k < classes; k++) {
            derivatives[k] = -(kept * labels[k] + spread);
        }
        if (classWeights != null) {
            classWeights.multiply(derivatives);
        }
        double loss = 0;
        for (int k = 0; k < classes; k++) {
            loss += derivatives[k] * row.logProbabilities[k];
        }
        return loss;
    }

    @Override
    void checkClasses(long classes) {
        ClassWeights.check(classWeights, classes);
    }

    /**
     * The smoothing.
     *
     * @return as given
     */
    public double smoothing() {
        return smoothing;
    }

    /**
     * Whether only the wrong classes share what is taken from the given one.
     *
     * @return true for the loss of {@link #overWrongClasses}
     */
    public boolean isOverWrongClasses() {
        return overWrongClasses;
    }

    /**
     * The class weights.
     *
     * @return a copy; null for none
     */
    public double[] classWeights() {
        return classWeights == null ? null : classWeights.toArray();
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof LabelSmoothingLoss)) {
            return false;
        }
        LabelSmoothingLoss that = (LabelSmoothingLoss) other;
        return smoothing == that.smoothing
                && overWrongClasses == that.overWrongClasses
                && Objects.equals(classWeights, that.classWeights);
    }

    @Override
    public int hashCode() {
        return Objects.hash(smoothing, overWrongClasses, classWeights);
    }

    @Override
    public String toString() {
        return "LabelSmoothingLoss(" + smoothing + (overWrongClasses ? " over the wrong classes" : "")
                + (classWeights == null ? "" : ", classWeights=" + classWeights) + ")";
    }
}
