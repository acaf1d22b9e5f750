package io.github.dl4jregularizers.loss;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.any.IsMax;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Cross entropy with targets that mix noisy labels and the network's own prediction.
 *
 * <p>Formula per row, with p = softmax(z), labels y and a weight beta of the labels: L = -sum_k (beta y_k + (1 - beta)
 * t_k) log p_k. {@link #soft} uses t = p, which adds the entropy of the prediction: its gradient is included. {@link
 * #hard} uses the one-hot class of the largest p, without a gradient through it.
 *
 * <p>Shapes, masks and errors: {@link SoftmaxLoss}.
 *
 * <p>Paper: Reed et al., "Training Deep Neural Networks on Noisy Labels with Bootstrapping", 2015; beta 0.95 soft and
 * 0.8 hard there.
 */
public final class BootstrappingLoss extends SoftmaxLoss {

    private final double beta;
    private final boolean hard;

    @JsonCreator
    BootstrappingLoss(@JsonProperty("beta") double beta, @JsonProperty("hard") boolean hard) {
        this.beta = Arguments.between("beta", beta, 0, 1);
        this.hard = hard;
    }

    /**
     * Mixes labels and predicted probabilities.
     *
     * @param beta weight of the labels, in [0, 1]; 0.95 in the paper
     * @return the loss
     * @throws IllegalArgumentException if beta is outside its range
     */
    public static BootstrappingLoss soft(double beta) {
        return new BootstrappingLoss(beta, false);
    }

    /**
     * Mixes labels and the predicted class.
     *
     * @param beta weight of the labels, in [0, 1]; 0.8 in the paper
     * @return the loss
     * @throws IllegalArgumentException if beta is outside its range
     */
    public static BootstrappingLoss hard(double beta) {
        return new BootstrappingLoss(beta, true);
    }

    @Override
    double loss(double[] labels, SoftmaxRow row, double[] derivatives) {
        int predicted = hard ? indexOfMaximum(row.logProbabilities) : -1;
        double loss = 0;
        for (int k = 0; k < labels.length; k++) {
            double logProbability = row.logProbabilities[k];
            double own = hard ? (k == predicted ? 1 : 0) : row.probabilities[k];
            double target = beta * labels[k] + (1 - beta) * own;
            loss -= target * logProbability;
            derivatives[k] = -target - (hard ? 0 : (1 - beta) * own * logProbability);
        }
        return loss;
    }

    private static int indexOfMaximum(double[] values) {
        int index = 0;
        for (int k = 1; k < values.length; k++) {
            index = values[k] > values[index] ? k : index;
        }
        return index;
    }

    @Override
    INDArray losses(INDArray labels, SoftmaxColumns softmax, INDArray derivatives) {
        INDArray own = hard ? largest(softmax.logProbabilities) : softmax.probabilities;
        INDArray targets = labels.mul(beta).addi(own.mul(1 - beta));
        INDArray losses = targets.mul(softmax.logProbabilities).negi();
        derivatives.assign(targets.negi());
        if (!hard) {
            derivatives.subi(own.mul(softmax.logProbabilities).muli(1 - beta));
        }
        return losses;
    }

    private static INDArray largest(INDArray values) {
        return Nd4j.exec(new IsMax(values, values.ulike(), 1))[0];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BootstrappingLoss
                && beta == ((BootstrappingLoss) other).beta
                && hard == ((BootstrappingLoss) other).hard;
    }

    @Override
    public int hashCode() {
        return Objects.hash(beta, hard);
    }

    @Override
    public String toString() {
        return "BootstrappingLoss(" + beta + (hard ? ", hard)" : ", soft)");
    }
}
