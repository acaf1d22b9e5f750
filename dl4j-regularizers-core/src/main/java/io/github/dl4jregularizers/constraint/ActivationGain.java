package io.github.dl4jregularizers.constraint;

import java.util.OptionalDouble;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationHardTanH;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationMish;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationSELU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSoftSign;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/** Lipschitz constants of activation functions: the largest slope, or for softmax the largest norm of the Jacobian. */
final class ActivationGain {

    private static final double SELU_SLOPE = 1.0507009873554805 * 1.6732632423543772;
    /** At x = 2.39936. */
    private static final double SWISH_SLOPE = 1.09984;
    /** At x = sqrt(2); an upper bound of the tanh and the sigmoid approximation too. */
    private static final double GELU_SLOPE = 1.1290;
    /** At x = 1.4960. */
    private static final double MISH_SLOPE = 1.0885;

    private ActivationGain() {}

    /** Empty for a function of another class. */
    static OptionalDouble of(IActivation activation) {
        if (activation instanceof ActivationIdentity
                || activation instanceof ActivationReLU6
                || activation instanceof ActivationTanH
                || activation instanceof ActivationHardTanH
                || activation instanceof ActivationSoftPlus
                || activation instanceof ActivationSoftSign) {
            return OptionalDouble.of(1);
        }
        if (activation instanceof ActivationReLU) {
            double slope = ((ActivationReLU) activation).getNegativeSlope() == null
                    ? 0
                    : ((ActivationReLU) activation).getNegativeSlope();
            return OptionalDouble.of(Math.max(1, Math.abs(slope)));
        }
        if (activation instanceof ActivationLReLU) {
            return OptionalDouble.of(Math.max(1, Math.abs(((ActivationLReLU) activation).getAlpha())));
        }
        if (activation instanceof ActivationELU) {
            return OptionalDouble.of(Math.max(1, Math.abs(((ActivationELU) activation).getAlpha())));
        }
        return ofCurve(activation);
    }

    private static OptionalDouble ofCurve(IActivation activation) {
        if (activation instanceof ActivationSigmoid) {
            return OptionalDouble.of(0.25);
        }
        if (activation instanceof ActivationHardSigmoid) {
            return OptionalDouble.of(0.2);
        }
        if (activation instanceof ActivationSoftmax) {
            return OptionalDouble.of(0.5);
        }
        if (activation instanceof ActivationSELU) {
            return OptionalDouble.of(SELU_SLOPE);
        }
        if (activation instanceof ActivationSwish) {
            return OptionalDouble.of(SWISH_SLOPE);
        }
        if (activation instanceof ActivationGELU) {
            return OptionalDouble.of(GELU_SLOPE);
        }
        return activation instanceof ActivationMish ? OptionalDouble.of(MISH_SLOPE) : OptionalDouble.empty();
    }
}
