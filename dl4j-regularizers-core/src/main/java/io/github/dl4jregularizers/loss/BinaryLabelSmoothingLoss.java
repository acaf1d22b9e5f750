package io.github.dl4jregularizers.loss;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Binary cross entropy with label smoothing, for one or more sigmoid outputs.
 *
 * <p>Formula per output, with p = sigmoid(z): t = (1 - e) y + e / 2; L = -w (t log p + (1 - t) log(1 - p)). Equal to
 * PyTorch's {@code binary_cross_entropy_with_logits} with smoothed targets, and to Keras' {@code BinaryCrossentropy}
 * with {@code label_smoothing}, except that Keras takes the mean over outputs and DL4J the sum. Smoothing 0 is plain
 * binary cross entropy.
 *
 * <p>Shapes, masks and errors: {@link SigmoidLoss}.
 *
 * <p>Paper: Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", CVPR 2016, section 7.
 */
public final class BinaryLabelSmoothingLoss extends SigmoidLoss {

    private final double smoothing;
    private final ClassWeights outputWeights;

    /**
     * Weighs all outputs equally.
     *
     * @param smoothing e, in [0, 1)
     * @throws IllegalArgumentException if smoothing is outside [0, 1)
     */
    public BinaryLabelSmoothingLoss(double smoothing) {
        this(smoothing, (ClassWeights) null);
    }

    /**
     * Weighs each output.
     *
     * @param smoothing e, in [0, 1)
     * @param outputWeights w, [outputs] or [1, outputs], finite and at least 0; null for none
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public BinaryLabelSmoothingLoss(double smoothing, INDArray outputWeights) {
        this(smoothing, ClassWeights.of(outputWeights));
    }

    @JsonCreator
    private BinaryLabelSmoothingLoss(
            @JsonProperty("smoothing") double smoothing, @JsonProperty("outputWeights") ClassWeights outputWeights) {
        this.smoothing = Arguments.rate("smoothing", smoothing);
        this.outputWeights = outputWeights;
    }

    @Override
    double loss(double label, double logit, int output, double[] derivative) {
        double weight = outputWeights == null ? 1 : outputWeights.at(output);
        double target = (1 - smoothing) * label + smoothing / 2;
        double logProbability = logSigmoid(logit);
        derivative[output] = weight * (Math.exp(logProbability) - target);
        return -weight * (times(target, logProbability) + times(1 - target, logSigmoid(-logit)));
    }

    @Override
    INDArray columnFunction(INDArray labels, INDArray logits, INDArray gradient) {
        INDArray targets = labels.mul(1 - smoothing).addi(smoothing / 2);
        INDArray logProbabilities = Columns.logSigmoid(logits);
        gradient.assign(Transforms.exp(logProbabilities, true).subi(targets));
        INDArray losses = Columns.times(targets, logProbabilities)
                .addi(Columns.times(targets.rsub(1), Columns.logSigmoid(logits.neg())))
                .negi();
        if (outputWeights != null) {
            gradient.muliRowVector(outputWeights.toRow());
            losses.muliRowVector(outputWeights.toRow());
        }
        return losses;
    }

    /** 0 times minus infinity is 0. */
    private static double times(double target, double logProbability) {
        return target == 0 ? 0 : target * logProbability;
    }

    @Override
    void checkOutputs(long outputs) {
        ClassWeights.check(outputWeights, outputs);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BinaryLabelSmoothingLoss
                && smoothing == ((BinaryLabelSmoothingLoss) other).smoothing
                && Objects.equals(outputWeights, ((BinaryLabelSmoothingLoss) other).outputWeights);
    }

    @Override
    public int hashCode() {
        return Objects.hash(smoothing, outputWeights);
    }

    @Override
    public String toString() {
        return "BinaryLabelSmoothingLoss(" + smoothing
                + (outputWeights == null ? "" : ", outputWeights=" + outputWeights) + ")";
    }
}
