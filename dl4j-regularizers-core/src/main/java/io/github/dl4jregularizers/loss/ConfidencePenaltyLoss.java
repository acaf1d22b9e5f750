package io.github.dl4jregularizers.loss;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Adds the negative entropy of the prediction to a softmax loss, which penalizes overconfident predictions.
 *
 * <p>Formula per row, with p = softmax(z): L = CE(z) - beta H(p), H(p) = -sum_k p_k log p_k. CE is cross entropy or any
 * other {@link SoftmaxLoss}, such as {@link LabelSmoothingLoss}. Class weights apply to CE and not to the entropy. The
 * loss can be negative: the entropy is up to log K.
 *
 * <p>Shapes, masks and errors: {@link SoftmaxLoss}.
 *
 * <p>Paper: Pereyra et al., "Regularizing Neural Networks by Penalizing Confident Output Distributions", 2017.
 */
public final class ConfidencePenaltyLoss extends SoftmaxLoss {

    private final double beta;
    private final SoftmaxLoss crossEntropy;

    /**
     * Adds the penalty to cross entropy.
     *
     * @param beta weight of the entropy, finite and at least 0; 0.1 for MNIST in the paper
     * @throws IllegalArgumentException if beta is outside its range
     */
    public ConfidencePenaltyLoss(double beta) {
        this(beta, new LabelSmoothingLoss(0));
    }

    /**
     * Adds the penalty to another softmax loss.
     *
     * @param beta weight of the entropy, finite and at least 0; 0.1 for MNIST in the paper
     * @param crossEntropy the loss inside, such as a {@link LabelSmoothingLoss}
     * @throws IllegalArgumentException if beta is outside its range, or crossEntropy null
     */
    @JsonCreator
    public ConfidencePenaltyLoss(
            @JsonProperty("beta") double beta, @JsonProperty("crossEntropy") SoftmaxLoss crossEntropy) {
        this.beta = Arguments.nonNegative("beta", beta);
        this.crossEntropy = Arguments.required("crossEntropy", crossEntropy);
    }

    @Override
    double loss(double[] labels, SoftmaxRow row, double[] derivatives) {
        double loss = crossEntropy.loss(labels, row, derivatives);
        double negativeEntropy = 0;
        for (int k = 0; k < labels.length; k++) {
            double logProbability = row.logProbabilities[k];
            if (row.probabilities[k] != 0) {
                negativeEntropy += row.probabilities[k] * logProbability;
                derivatives[k] += beta * row.probabilities[k] * (logProbability + 1);
            }
        }
        return loss + beta * negativeEntropy;
    }

    @Override
    INDArray losses(INDArray labels, SoftmaxColumns softmax, INDArray derivatives) {
        INDArray losses = crossEntropy.losses(labels, softmax, derivatives);
        INDArray negativeEntropy = Columns.times(softmax.probabilities, softmax.logProbabilities);
        derivatives.addi(negativeEntropy.add(softmax.probabilities).muli(beta));
        return losses.add(negativeEntropy.muli(beta));
    }

    @Override
    void checkClasses(long classes) {
        crossEntropy.checkClasses(classes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConfidencePenaltyLoss
                && beta == ((ConfidencePenaltyLoss) other).beta
                && crossEntropy.equals(((ConfidencePenaltyLoss) other).crossEntropy);
    }

    @Override
    public int hashCode() {
        return Objects.hash(beta, crossEntropy);
    }

    @Override
    public String toString() {
        return "ConfidencePenaltyLoss(" + beta + ", " + crossEntropy + ")";
    }
}
