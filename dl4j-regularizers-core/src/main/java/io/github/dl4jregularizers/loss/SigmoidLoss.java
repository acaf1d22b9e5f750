package io.github.dl4jregularizers.loss;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Arrays;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;

/**
 * Base of the losses of sigmoid outputs: one independent label per output (multi-label), or a single output for two
 * classes.
 *
 * <p>Shapes: labels and logits [rows, outputs]. Masks: [rows, 1] or [rows, outputs]. Labels are 0 or 1, or
 * probabilities. The loss is computed from the logits without clipping: scores are finite for all finite logits. DL4J's
 * layers divide the sum over rows by the minibatch.
 *
 * <p>Errors: {@code IllegalArgumentException} at first use for an activation other than sigmoid and for labels, masks
 * or weights of the wrong shape.
 */
public abstract class SigmoidLoss extends RowLoss {

    SigmoidLoss() {}

    /**
     * Returns the loss of one output with label y and p = sigmoid(z).
     *
     * @param label y
     * @param logit z
     * @param output index of the output
     * @param derivative receives the derivative with respect to z at index {@code output}
     */
    abstract double loss(double label, double logit, int output, double[] derivative);

    @Override
    final RowFunction rowFunction(int outputs) {
        return (labels, logits, mask, gradient) -> {
            Arrays.fill(gradient, 0);
            double sum = 0;
            for (int k = 0; k < labels.length; k++) {
                if (mask[k] != 0) {
                    sum += mask[k] * loss(labels[k], logits[k], k, gradient);
                    gradient[k] *= mask[k];
                }
            }
            return sum;
        };
    }

    /** log sigmoid(z). */
    static double logSigmoid(double logit) {
        return Math.min(logit, 0) - Math.log1p(Math.exp(-Math.abs(logit)));
    }

    @Override
    final void checkActivation(IActivation activation) {
        if (!(activation instanceof ActivationSigmoid)) {
            throw invalidActivation("sigmoid", activation);
        }
    }

    @Override
    final void checkOutputs(long[] outputShape) {
        if (outputShape[1] < 1) {
            throw Arguments.invalid("output under " + this, "[rows, outputs]", Arrays.toString(outputShape));
        }
        checkOutputs(outputShape[1]);
    }

    /** Throws if the settings do not fit the number of outputs. */
    void checkOutputs(long outputs) {}

    @Override
    final boolean allowsLabelMask() {
        return true;
    }
}
