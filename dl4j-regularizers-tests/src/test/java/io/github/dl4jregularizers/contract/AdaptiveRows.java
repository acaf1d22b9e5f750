package io.github.dl4jregularizers.contract;

import io.github.dl4jregularizers.dropout.AdaptiveDropout;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.nd4j.linalg.activations.Activation;

/**
 * Dropout that depends on the activations. Its masks are step functions of the activations. Differences of 1e-6 do not
 * cross a step with these draws, so the gradient of the score is that at a fixed mask.
 */
final class AdaptiveRows {

    private AdaptiveRows() {}

    static List<LayerCase> rows() {
        return List.of(
                row(Input.FEED_FORWARD, 2, -0.3, Activation.TANH, Math::tanh),
                row(Input.CONVOLUTIONAL, -1.5, 0.5, Activation.SOFTSIGN, z -> z / (1 + Math.abs(z))),
                row(Input.RECURRENT, 1, 1, Activation.CUBE, z -> z * z * z));
    }

    private static LayerCase row(Input input, double alpha, double beta, Activation function, DoubleUnaryOperator f) {
        return LayerCase.layer("AdaptiveDropout of " + function, input, format -> layer(alpha, beta, function))
                .reference(ForwardReference.withUniform(
                        (z, draw) -> draw < 1 / (1 + Math.exp(-alpha * z - beta)) ? f.applyAsDouble(z) : 0))
                .unlike(
                        () -> layer(alpha + 0.1, beta, function),
                        () -> layer(alpha, beta + 0.1, function),
                        () -> layer(alpha, beta, Activation.SWISH))
                .rejects("alpha", "finite", Double.NaN, () -> layer(Double.NaN, beta, function))
                .rejects("beta", "finite", "Infinity", () -> layer(alpha, Double.POSITIVE_INFINITY, function))
                .rejects("activation", "elementwise", "softmax", () -> layer(alpha, beta, Activation.SOFTMAX))
                .rejects("activation", "not random", "rrelu", () -> layer(alpha, beta, Activation.RRELU))
                .rejects("activation", "given", null, () -> layer(alpha, beta, null));
    }

    private static AdaptiveDropout layer(double alpha, double beta, Activation function) {
        return new AdaptiveDropout.Builder()
                .alpha(alpha)
                .beta(beta)
                .activation(function)
                .build();
    }
}
