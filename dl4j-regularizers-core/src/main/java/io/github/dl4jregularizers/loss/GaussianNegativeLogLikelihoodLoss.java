package io.github.dl4jregularizers.loss;

import io.github.dl4jregularizers.internal.Arguments;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Regression with a learned variance: the output predicts a mean and a log variance per target.
 *
 * <p>Formula per target y with mean m and log variance s: L = exp(beta s) (s + (y - m)^2 exp(-s)) / 2, where the factor
 * exp(beta s) has no gradient (beta-NLL). Beta 0 is the Gaussian negative log-likelihood without its constant log(2 pi)
 * / 2, as PyTorch's {@code GaussianNLLLoss}. With beta 1 the gradient of the mean is that of the squared error. Beta
 * 0.5, the paper's recommendation, keeps targets with a large variance from being ignored.
 *
 * <p>s is clamped to [-20, 20] in the loss; outside, it has no gradient. For beta above 0, the gradient is not the
 * derivative of the score, because exp(beta s) is held fixed. Compare such scores only with each other.
 *
 * <p>Shapes: labels [rows, k], outputs [rows, 2k]: k means, then k log variances. Masks: [rows, 1]. The activation must
 * be identity. {@code CnnLossLayer} and {@code Cnn3DLossLayer} require labels of the output's shape and so cannot take
 * this loss. Inference: the output is {@code OutputKind.MEAN_AND_LOG_VARIANCE}.
 *
 * <p>Errors: {@code IllegalArgumentException} at first use for another activation, an odd number of outputs, and labels
 * or masks of the wrong shape.
 *
 * <p>Paper: Nix and Weigend 1994; Seitzer et al., "On the Pitfalls of Heteroscedastic Uncertainty Estimation with
 * Probabilistic Neural Networks", ICLR 2022.
 */
public final class GaussianNegativeLogLikelihoodLoss extends RowLoss {

    private static final double BOUND = 20;

    private final double beta;

    /** Creates the negative log-likelihood: beta 0. */
    public GaussianNegativeLogLikelihoodLoss() {
        this(0);
    }

    /**
     * Creates the beta-NLL.
     *
     * @param beta in [0, 1]
     * @throws IllegalArgumentException if beta is outside its range
     */
    @JsonCreator
    public GaussianNegativeLogLikelihoodLoss(@JsonProperty("beta") double beta) {
        this.beta = Arguments.between("beta", beta, 0, 1);
    }

    @Override
    RowFunction rowFunction(int outputs) {
        return (labels, output, mask, gradient) -> {
            double sum = 0;
            int targets = labels.length;
            for (int k = 0; k < targets; k++) {
                gradient[k] = 0;
                gradient[targets + k] = 0;
                if (mask[k] != 0) {
                    double logVariance = output[targets + k];
                    double s = Math.max(-BOUND, Math.min(BOUND, logVariance));
                    double error = output[k] - labels[k];
                    double scaled = error * Math.exp(-s);
                    double weight = mask[k] * Math.exp(beta * s);
                    sum += weight * (s + error * scaled) / 2;
                    gradient[k] = weight * scaled;
                    gradient[targets + k] = s == logVariance ? weight * (1 - error * scaled) / 2 : 0;
                }
            }
            return sum;
        };
    }

    @Override
    INDArray columnFunction(INDArray labels, INDArray outputs, INDArray gradient) {
        long targets = labels.size(1);
        INDArray logVariance = outputs.get(NDArrayIndex.all(), NDArrayIndex.interval(targets, 2 * targets));
        INDArray s = Transforms.max(Transforms.min(logVariance, BOUND, true), -BOUND, false);
        INDArray errors = outputs.get(NDArrayIndex.all(), NDArrayIndex.interval(0, targets))
                .sub(labels);
        INDArray scaled = Transforms.exp(s.neg(), false).muli(errors);
        INDArray squares = scaled.mul(errors);
        INDArray weights = Transforms.exp(s.mul(beta), false);
        INDArray inside = s.eq(logVariance).castTo(s.dataType());
        INDArray ofVariance = squares.rsub(1).muli(weights).divi(2).muli(inside);
        gradient.assign(Nd4j.concat(1, scaled.muli(weights), ofVariance));
        return squares.addi(s).muli(weights).divi(2);
    }

    @Override
    long labelsFor(long outputs) {
        return outputs / 2;
    }

    @Override
    void checkActivation(IActivation activation) {
        if (!(activation instanceof ActivationIdentity)) {
            throw invalidActivation("identity", activation);
        }
    }

    @Override
    void checkOutputs(long[] outputShape) {
        if (outputShape[1] < 2 || outputShape[1] % 2 != 0) {
            throw Arguments.invalid(
                    "number of outputs under " + this, "even, k means and k log variances", outputShape[1]);
        }
    }

    /** DL4J's output layers require a mask of the output's shape. */
    @Override
    boolean allowsLabelMask() {
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GaussianNegativeLogLikelihoodLoss
                && beta == ((GaussianNegativeLogLikelihoodLoss) other).beta;
    }

    @Override
    public int hashCode() {
        return Double.hashCode(beta);
    }

    @Override
    public String toString() {
        return "GaussianNegativeLogLikelihoodLoss(" + beta + ")";
    }
}
