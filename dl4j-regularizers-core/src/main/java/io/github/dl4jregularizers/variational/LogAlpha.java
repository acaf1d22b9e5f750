package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.internal.Clip;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.api.ops.impl.transforms.same.Abs;
import org.nd4j.linalg.api.ops.impl.transforms.same.Sign;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The log of the noise variance relative to the squared weight, log alpha = log sigma^2 - log w^2. Also the divergence
 * of such noise from the log-uniform prior.
 *
 * <p>Approximation of the divergence, off by less than 0.01 per weight at every alpha: KL(alpha) = k1 - k1 sigmoid(k2 +
 * k3 log alpha) + log(1 + 1 / alpha) / 2 with k1 = 0.63576, k2 = 1.87320, k3 = 1.48695 (Molchanov et al. 2017, equation
 * 14).
 */
final class LogAlpha {

    /** log alpha is clipped to [-BOUND, BOUND]; at the bounds the divergence has no gradient. */
    static final double BOUND = 10;

    /** Smaller than every weight whose log alpha is not clipped. */
    private static final double TINY = 1e-30;

    private static final double K1 = 0.63576;
    private static final double K2 = 1.87320;
    private static final double K3 = 1.48695;

    private LogAlpha() {}

    /**
     * log sigma^2 - log w^2, clipped.
     *
     * @param out of the weights' shape; written and returned
     */
    static INDArray of(INDArray weights, INDArray logVariance, INDArray out) {
        Nd4j.exec(new Abs(weights, out));
        Transforms.log(out, false).muli(-2).addi(logVariance);
        return clip(out);
    }

    /** In place. */
    static INDArray clip(INDArray logAlpha) {
        return Clip.inPlace(logAlpha, -BOUND, BOUND);
    }

    /** 1 where log alpha is at most the threshold and 0 above it; log alpha is overwritten and returned. */
    static INDArray kept(INDArray logAlpha, double threshold) {
        Nd4j.exec(new Step(logAlpha, logAlpha, threshold));
        return logAlpha.rsubi(1);
    }

    /** Sum of the divergences; log alpha is overwritten. */
    static double divergence(INDArray logAlpha) {
        INDArray other = logAlpha.dup();
        Transforms.sigmoid(other.muli(K3).addi(K2), false);
        double sigmoids = other.sumNumber().doubleValue();
        Transforms.softPlus(logAlpha.negi(), false);
        return K1 * (logAlpha.length() - sigmoids) + 0.5 * logAlpha.sumNumber().doubleValue();
    }

    /**
     * Elementwise derivative of the divergence with respect to log alpha: 0 where log alpha is clipped.
     *
     * @param logAlpha clipped
     * @param out of the same shape; written and returned
     * @param scratch of the same shape; overwritten
     */
    static INDArray derivative(INDArray logAlpha, INDArray out, INDArray scratch) {
        out.assign(logAlpha).muli(K3).addi(K2);
        Transforms.sigmoidDerivative(out, false).muli(-K1 * K3);
        Transforms.sigmoid(scratch.assign(logAlpha).negi(), false);
        out.subi(scratch.muli(0.5));
        Nd4j.exec(new Abs(logAlpha, scratch));
        Nd4j.exec(new Step(scratch.rsubi(BOUND), scratch, 0));
        return out.muli(scratch);
    }

    /**
     * Turns a derivative with respect to log alpha into one with respect to the weight: times -2 / w, and 0 at w = 0.
     *
     * @param derivative overwritten and returned
     * @param scratch of the same shape; overwritten
     */
    static INDArray byWeight(INDArray derivative, INDArray weights, INDArray scratch) {
        Nd4j.exec(new Abs(weights, scratch));
        derivative.divi(Transforms.max(scratch, TINY, false)).muli(-2);
        Nd4j.exec(new Sign(weights, scratch));
        return derivative.muli(scratch);
    }
}
