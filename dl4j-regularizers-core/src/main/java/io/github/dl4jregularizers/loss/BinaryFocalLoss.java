package io.github.dl4jregularizers.loss;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Focal loss for one or more sigmoid outputs: down-weights outputs that are already classified well.
 *
 * <p>Formula per output, with p = sigmoid(z), focusing g and positive weight a: L = -a y (1 - p)^g log p - (1 - a) (1 -
 * y) p^g log(1 - p). Without a positive weight, both factors are 1. Equal to torchvision's {@code sigmoid_focal_loss}
 * for labels 0 and 1. Focusing 0 is binary cross entropy.
 *
 * <p>Shapes, masks and errors: {@link SigmoidLoss}.
 *
 * <p>Paper: Lin et al., "Focal Loss for Dense Object Detection", ICCV 2017; 2 and 0.25 there.
 */
public final class BinaryFocalLoss extends SigmoidLoss {

    private final double focusing;
    private final Double positiveWeight;

    /**
     * Weighs positives and negatives equally.
     *
     * @param focusing g, finite and at least 0
     * @throws IllegalArgumentException if focusing is outside its range
     */
    public BinaryFocalLoss(double focusing) {
        this(focusing, null);
    }

    /**
     * Weighs positives by a and negatives by 1 - a.
     *
     * @param focusing g, finite and at least 0
     * @param positiveWeight a, in [0, 1]
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public BinaryFocalLoss(double focusing, double positiveWeight) {
        this(focusing, Double.valueOf(positiveWeight));
    }

    @JsonCreator
    private BinaryFocalLoss(
            @JsonProperty("focusing") double focusing, @JsonProperty("positiveWeight") Double positiveWeight) {
        this.focusing = Arguments.nonNegative("focusing", focusing);
        this.positiveWeight = positiveWeight == null ? null : Arguments.between("positiveWeight", positiveWeight, 0, 1);
    }

    @Override
    double loss(double label, double logit, int output, double[] derivative) {
        double positive = label * (positiveWeight == null ? 1 : positiveWeight);
        double negative = (1 - label) * (positiveWeight == null ? 1 : 1 - positiveWeight);
        double loss = 0;
        derivative[output] = 0;
        if (positive != 0) {
            loss += positive * term(logit);
            derivative[output] += positive * slope(logit);
        }
        if (negative != 0) {
            loss += negative * term(-logit);
            derivative[output] -= negative * slope(-logit);
        }
        return loss;
    }

    /** -(1 - p)^g log p. */
    private double term(double logit) {
        return -Math.exp(focusing * logSigmoid(-logit)) * logSigmoid(logit);
    }

    /** Derivative of {@link #term}. */
    private double slope(double logit) {
        double logP = logSigmoid(logit);
        double p = Math.exp(logP);
        double q = Math.exp(logSigmoid(-logit));
        return Math.exp(focusing * logSigmoid(-logit)) * ((p == 0 ? 0 : focusing * p * logP) - q);
    }

    @Override
    INDArray columnFunction(INDArray labels, INDArray logits, INDArray gradient) {
        INDArray positives = labels.mul(positiveWeight == null ? 1 : positiveWeight);
        INDArray negatives = labels.rsub(1).muli(positiveWeight == null ? 1 : 1 - positiveWeight);
        INDArray logP = Columns.logSigmoid(logits);
        INDArray logQ = Columns.logSigmoid(logits.neg());
        gradient.assign(
                Columns.times(positives, slopes(logP, logQ)).subi(Columns.times(negatives, slopes(logQ, logP))));
        return Columns.times(positives, terms(logP, logQ)).addi(Columns.times(negatives, terms(logQ, logP)));
    }

    /** {@link #term} of all rows. */
    private INDArray terms(INDArray logP, INDArray logQ) {
        return powers(logQ).muli(logP).negi();
    }

    /** {@link #slope} of all rows. */
    private INDArray slopes(INDArray logP, INDArray logQ) {
        INDArray entropy = Columns.times(Transforms.exp(logP, true), logP);
        return entropy.muli(focusing).subi(Transforms.exp(logQ, true)).muli(powers(logQ));
    }

    /** q^g. */
    private INDArray powers(INDArray logQ) {
        return Transforms.exp(logQ.mul(focusing), false);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BinaryFocalLoss
                && focusing == ((BinaryFocalLoss) other).focusing
                && Objects.equals(positiveWeight, ((BinaryFocalLoss) other).positiveWeight);
    }

    @Override
    public int hashCode() {
        return Objects.hash(focusing, positiveWeight);
    }

    @Override
    public String toString() {
        return "BinaryFocalLoss(" + focusing + (positiveWeight == null ? "" : ", positiveWeight=" + positiveWeight)
                + ")";
    }
}
