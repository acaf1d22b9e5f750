package io.github.dl4jregularizers.loss;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Softmax cross entropy with label smoothing.
 *
 * <p>Formula: t = (1 - e) y + e / K for labels y, smoothing e and K classes; L = -sum_k w_k t_k log softmax(z)_k. Equal
 * to PyTorch's {@code cross_entropy} with {@code label_smoothing} and probability targets, with and without class
 * weights. Smoothing 0 is plain cross entropy. {@link #overWrongClasses} is the variant of some textbooks: e is spread
 * over the other K - 1 classes, t = (1 - e) y + e (1 - y) / (K - 1). It equals smoothing e K / (K - 1) here.
 *
 * <p>Labels: one-hot rows, or probabilities. A row of zeros has the target e / K for every class, and so a loss: mask
 * it to exclude it. A multi-hot row with m ones has targets that sum to (1 - e) m + e, so it weighs about m times a
 * one-hot row. {@link CheckedLabelsLoss} refuses both; for independent labels use {@link BinaryLabelSmoothingLoss}.
 *
 * <p>Shapes, masks and errors: {@link SoftmaxLoss}. A masked row adds nothing to the score or the gradient.
 *
 * <p>Paper: Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", CVPR 2016, section 7.
 */
public final class LabelSmoothingLoss extends SoftmaxLoss {

    private final double smoothing;
    private final ClassWeights classWeights;
    private final boolean overWrongClasses;

    /**
     * Weighs all classes equally.
     *
     * @param smoothing e, in [0, 1); 0.1 in the paper
     * @throws IllegalArgumentException if smoothing is NaN or outside [0, 1)
     */
    public LabelSmoothingLoss(double smoothing) {
        this(smoothing, null, false);
    }

    /**
     * Weighs each class. The loss is divided by the minibatch, not by the sum of the weights.
     *
     * @param smoothing e, in [0, 1); 0.1 in the paper
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
     * Returns the variant with target 1 - e for the labeled class and e / (K - 1) for each other.
     *
     * @param smoothing e, in [0, 1)
     * @return the loss, without class weights
     * @throws IllegalArgumentException if smoothing is NaN or outside [0, 1)
     */
    public static LabelSmoothingLoss overWrongClasses(double smoothing) {
        return overWrongClasses(smoothing, null);
    }

    /**
     * Returns the variant with target 1 - e for the labeled class and e / (K - 1) for each other, with class weights.
     *
     * @param smoothing e, in [0, 1)
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
        double kept = kept(classes);
        double spread = spread(classes);
        for (int k = 0; k < classes; k++) {
            derivatives[k] = -(kept * labels[k] + spread);
        }
        if (classWeights != null) {
            classWeights.multiply(derivatives);
        }
        double loss = 0;
        for (int k = 0; k < classes; k++) {
            loss += derivatives[k] == 0 ? 0 : derivatives[k] * row.logProbabilities[k];
        }
        return loss;
    }

    @Override
    INDArray losses(INDArray labels, SoftmaxColumns softmax, INDArray derivatives) {
        long classes = labels.size(1);
        derivatives.assign(labels.mul(-kept(classes)).subi(spread(classes)));
        if (classWeights != null) {
            derivatives.muliRowVector(classWeights.toRow());
        }
        return Columns.times(derivatives, softmax.logProbabilities);
    }

    /** Returns the factor of a label. */
    private double kept(long classes) {
        return overWrongClasses ? 1 - smoothing * classes / (classes - 1) : 1 - smoothing;
    }

    /** What is added to every label. */
    private double spread(long classes) {
        return overWrongClasses ? smoothing / (classes - 1) : smoothing / classes;
    }

    @Override
    void checkClasses(long classes) {
        ClassWeights.check(classWeights, classes);
    }

    /**
     * Returns the smoothing.
     *
     * @return as given
     */
    public double smoothing() {
        return smoothing;
    }

    /**
     * Tests whether the smoothing is spread over the other classes only.
     *
     * @return true for the loss of {@link #overWrongClasses}
     */
    public boolean isOverWrongClasses() {
        return overWrongClasses;
    }

    /**
     * Returns the class weights.
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
