package io.github.dl4jregularizers.loss;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Cross entropy plus reverse cross entropy, for noisy labels.
 *
 * <p>Formula per row, with p = softmax(z) and labels y: L = -alpha sum_k y_k log p_k - beta sum_k p_k max(log y_k, A).
 * The reverse term is bounded by -A, so a wrong label contributes a limited gradient through it.
 *
 * <p>Default: A = -4, as in the paper; the authors' code uses log(1e-4) = -9.21.
 *
 * <p>Shapes, masks and errors: {@link SoftmaxLoss}.
 *
 * <p>Paper: Wang et al., "Symmetric Cross Entropy for Robust Learning with Noisy Labels", ICCV 2019. It uses alpha 0.1
 * and beta 1 for CIFAR-10, 6 and 0.1 for CIFAR-100.
 */
public final class SymmetricCrossEntropyLoss extends SoftmaxLoss {

    private static final double PAPER_LOG_ZERO = -4;

    private final double alpha;
    private final double beta;
    private final double logZero;

    /**
     * Uses the paper's A = -4.
     *
     * @param alpha weight of the cross entropy, finite and at least 0
     * @param beta weight of the reverse cross entropy, finite and at least 0
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public SymmetricCrossEntropyLoss(double alpha, double beta) {
        this(alpha, beta, PAPER_LOG_ZERO);
    }

    /**
     * Uses the given A.
     *
     * @param alpha weight of the cross entropy, finite and at least 0
     * @param beta weight of the reverse cross entropy, finite and at least 0
     * @param logZero A, the lower bound of log y; in [-100, 0)
     * @throws IllegalArgumentException if an argument is outside its range
     */
    @JsonCreator
    public SymmetricCrossEntropyLoss(
            @JsonProperty("alpha") double alpha,
            @JsonProperty("beta") double beta,
            @JsonProperty("logZero") double logZero) {
        this.alpha = Arguments.nonNegative("alpha", alpha);
        this.beta = Arguments.nonNegative("beta", beta);
        if (!(logZero >= -100 && logZero < 0)) {
            throw Arguments.invalid("logZero", "in [-100, 0)", logZero);
        }
        this.logZero = logZero;
    }

    @Override
    double loss(double[] labels, SoftmaxRow row, double[] derivatives) {
        double loss = 0;
        for (int k = 0; k < labels.length; k++) {
            double reverse = -beta * row.probabilities[k] * Math.max(Math.log(labels[k]), logZero);
            double weight = -alpha * labels[k];
            loss += reverse + (weight == 0 ? 0 : weight * row.logProbabilities[k]);
            derivatives[k] = weight + reverse;
        }
        return loss;
    }

    @Override
    INDArray losses(INDArray labels, SoftmaxColumns softmax, INDArray derivatives) {
        INDArray logLabels = Transforms.max(Transforms.log(labels, true), logZero, false);
        INDArray reverse = logLabels.muli(softmax.probabilities).muli(-beta);
        INDArray weights = labels.mul(-alpha);
        derivatives.assign(weights.add(reverse));
        return Columns.times(weights, softmax.logProbabilities).addi(reverse);
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof SymmetricCrossEntropyLoss)) {
            return false;
        }
        SymmetricCrossEntropyLoss that = (SymmetricCrossEntropyLoss) other;
        return alpha == that.alpha && beta == that.beta && logZero == that.logZero;
    }

    @Override
    public int hashCode() {
        return Objects.hash(alpha, beta, logZero);
    }

    @Override
    public String toString() {
        return "SymmetricCrossEntropyLoss(" + alpha + ", " + beta + ", " + logZero + ")";
    }
}
