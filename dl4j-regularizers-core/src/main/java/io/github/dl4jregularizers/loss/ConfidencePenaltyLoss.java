package io.github.dl4jregularizers.loss;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Objects;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Rewards predictions for their entropy, so that the network does not become more certain than the data make it.
 *
 * <p>Formula, for one row with p = softmax(z): L = CE(z) - beta H(p), H(p) = -sum_k p_k log p_k. CE is plain cross entropy,
 * or any other {@link SoftmaxLoss}: around a {@link LabelSmoothingLoss} the two add up. Class weights belong to CE and do
 * not weigh the entropy. The entropy is at most log K, so that the loss can be negative.
 *
 * <p>Shapes, masks and the division by the minibatch: {@link SoftmaxLoss}; a masked row has no entropy.
 *
 * <p>Paper: Pereyra et al., "Regularizing Neural Networks by Penalizing Confident Output Distributions", 2017.
 */
public final class ConfidencePenaltyLoss extends SoftmaxLoss {

    private final double beta;
    private final SoftmaxLoss crossEntropy;

    /**
     * The penalty on plain cross entropy.
     *
     * @param beta weight of the entropy, finite and at least 0; 0.1 for MNIST in the paper
     * @throws IllegalArgumentException if beta is outside its range
     */
    public ConfidencePenaltyLoss(double beta) {
        this(beta, new LabelSmoothingLoss(0));
    }

    /**
     * The penalty on another loss of the family.
     *
     * @param beta weight of the entropy, finite and at least 0; 0.1 for MNIST in the paper
     * @param crossEntropy what the penalty is added to, such as a {@link LabelSmoothingLoss}
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
            negativeEntropy += row.probabilities[k] * logProbability;
            derivatives[k] += beta * row.probabilities[k] * (logProbability + 1);
        }
        return loss + beta * negativeEntropy;
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
