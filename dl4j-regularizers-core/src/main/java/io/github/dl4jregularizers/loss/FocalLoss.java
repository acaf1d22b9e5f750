package io.github.dl4jregularizers.loss;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Softmax cross entropy that down-weights examples that are already classified well.
 *
 * <p>Formula per row, with p = softmax(z), labels y, focusing g and class weights w (the paper's alpha; 1 if not
 * given): L = -sum_k w_k y_k (1 - p_k)^g log p_k. Focusing 0 is cross entropy. With focusing 2, an example of
 * probability 0.9 has a hundredth of its cross entropy. This is the common form for softmax; {@link BinaryFocalLoss} is
 * the paper's form for sigmoid outputs.
 *
 * <p>Shapes, masks and errors: {@link SoftmaxLoss}.
 *
 * <p>Paper: Lin et al., "Focal Loss for Dense Object Detection", ICCV 2017.
 */
public final class FocalLoss extends SoftmaxLoss {

    private final double focusing;
    private final ClassWeights classWeights;

    /**
     * Weighs all classes equally.
     *
     * @param focusing g, finite and at least 0; 2 in the paper
     * @throws IllegalArgumentException if focusing is outside its range
     */
    public FocalLoss(double focusing) {
        this(focusing, (ClassWeights) null);
    }

    /**
     * Weighs each class. The loss is divided by the minibatch, not by the sum of the weights.
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

    /** Uses u = 1 - p = -expm1(log p) and the ratio log p / u, which is -1 at p = 1: no negative power of 0 arises. */
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
                double weighted = row.probabilities[k] == 0 ? 0 : row.probabilities[k] * ratio;
                derivatives[k] = factor * (focusing * weighted - 1);
            }
        }
        return loss;
    }

    @Override
    INDArray losses(INDArray labels, SoftmaxColumns softmax, INDArray derivatives) {
        INDArray weights = classWeights == null ? labels : labels.mulRowVector(classWeights.toRow());
        INDArray missing = Columns.expm1(softmax.logProbabilities).negi();
        INDArray none = missing.eq(0).castTo(missing.dataType());
        INDArray ratio = softmax.logProbabilities.div(missing.add(none)).subi(none);
        INDArray factors = weights.mul(Transforms.pow(missing, focusing, true));
        INDArray slopes =
                Columns.times(softmax.probabilities, ratio).muli(focusing).subi(1);
        derivatives.assign(Columns.times(factors, slopes));
        return Columns.times(factors, softmax.logProbabilities).negi();
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
