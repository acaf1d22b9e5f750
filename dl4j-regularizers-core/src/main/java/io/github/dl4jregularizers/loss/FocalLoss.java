package io.github.dl4jregularizers.loss;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Cross entropy that counts an example the less, the better it is classified already.
 *
 * <p>Formula, for one row with p = softmax(z), labels y, focusing g and class weights w (1 if not given; the paper's alpha):
 * L = -sum_k w_k y_k (1 - p_k)^g log p_k. With focusing 0 it is plain cross entropy; with 2, an example classified with
 * probability 0.9 counts a hundredth.
 *
 * <p>Shapes, masks and the division by the minibatch: {@link SoftmaxLoss}. Labels: one-hot, or probabilities. The paper
 * has two classes or sigmoids; this is its usual form for softmax.
 *
 * <p>Paper: Lin et al., "Focal Loss for Dense Object Detection", ICCV 2017.
 */
public final class FocalLoss extends SoftmaxLoss {

    private final double focusing;
    private final ClassWeights classWeights;

    /**
     * All classes weigh the same.
     *
     * @param focusing g, finite and at least 0; 2 in the paper
     * @throws IllegalArgumentException if focusing is outside its range
     */
    public FocalLoss(double focusing) {
        this(focusing, (ClassWeights) null);
    }

    /**
     * Classes of different weight. The loss is divided by the minibatch, not by the sum of the weights.
     *
     * @param focusing g, finite and at least 0; 2 in the paper
     * @param classWeights one weight per class, [classes] or [1, classes], finite and at least 0; null for none
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public FocalLoss(double focusing, INDArray classWeights) {
        this(focusing, ClassWeights.of(classWeights));
    }

    @JsonCreator
    private FocalLoss(
            @JsonProperty("focusing") double focusing, @JsonProperty("classWeights") ClassWeights classWeights) {
        this.focusing = Arguments.nonNegative("focusing", focusing);
        this.classWeights = classWeights;
    }

    /** With u = 1 - p computed from log p, and log p / u, which is -1 where p is 1: no power of 0 below 0 can arise. */
    @Override
    double loss(double[] labels, SoftmaxRow row, double[] derivatives) {
        if (classWeights != null) {
            classWeights.multiply(labels);
        }
        double loss = 0;
        for (int k = 0; k < labels.length; k++) {
            derivatives[k] = 0;
            if (labels[k] != 0) {
                double logProbability = row.logProbabilities[k];
                double missing = -Math.expm1(logProbability);
                double ratio = missing == 0 ? -1 : logProbability / missing;
                double factor = labels[k] * Math.pow(missing, focusing);
                loss -= factor * logProbability;
                derivatives[k] = factor * (focusing * row.probabilities[k] * ratio - 1);
            }
        }
        return loss;
    }

    @Override
    void checkClasses(long classes) {
        ClassWeights.check(classWeights, classes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FocalLoss
                && focusing == ((FocalLoss) other).focusing
                && Objects.equals(classWeights, ((FocalLoss) other).classWeights);
    }

    @Override
    public int hashCode() {
        return Objects.hash(focusing, classWeights);
    }

    @Override
    public String toString() {
        return "FocalLoss(" + focusing + (classWeights == null ? "" : ", classWeights=" + classWeights) + ")";
    }
}
