package io.github.dl4jregularizers.loss;

import io.github.dl4jregularizers.internal.Arguments;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Bounded cross entropy for noisy labels: between cross entropy (q towards 0) and mean absolute error (q = 1).
 *
 * <p>Formula per row, with p = softmax(z) and labels y: L = sum_k y_k (1 - p_k^q) / q. The loss of a row with a wrong
 * label is at most 1 / q.
 *
 * <p>Shapes, masks and errors: {@link SoftmaxLoss}.
 *
 * <p>Paper: Zhang and Sabuncu, "Generalized Cross Entropy Loss for Training Deep Neural Networks with Noisy Labels",
 * NeurIPS 2018; 0.7 there.
 */
public final class GeneralizedCrossEntropyLoss extends SoftmaxLoss {

    private final double q;

    /** Uses the paper's q, 0.7. */
    public GeneralizedCrossEntropyLoss() {
        this(0.7);
    }

    /**
     * Uses the given q.
     *
     * @param q in (0, 1]
     * @throws IllegalArgumentException if q is outside its range
     */
    @JsonCreator
    public GeneralizedCrossEntropyLoss(@JsonProperty("q") double q) {
        if (!(q > 0 && q <= 1)) {
            throw Arguments.invalid("q", "in (0, 1]", q);
        }
        this.q = q;
    }

    @Override
    double loss(double[] labels, SoftmaxRow row, double[] derivatives) {
        double loss = 0;
        for (int k = 0; k < labels.length; k++) {
            double exponent = q * row.logProbabilities[k];
            loss -= labels[k] * Math.expm1(exponent) / q;
            derivatives[k] = -labels[k] * Math.exp(exponent);
        }
        return loss;
    }

    @Override
    INDArray losses(INDArray labels, SoftmaxColumns softmax, INDArray derivatives) {
        INDArray powers = Transforms.exp(softmax.logProbabilities.mul(q), false);
        derivatives.assign(powers.muli(labels).negi());
        return Columns.expm1(softmax.logProbabilities.mul(q)).muli(labels).divi(-q);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GeneralizedCrossEntropyLoss && q == ((GeneralizedCrossEntropyLoss) other).q;
    }

    @Override
    public int hashCode() {
        return Double.hashCode(q);
    }

    @Override
    public String toString() {
        return "GeneralizedCrossEntropyLoss(" + q + ")";
    }
}
