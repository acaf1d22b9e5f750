package io.github.dl4jregularizers.loss;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Arrays;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Base of the losses of a softmax output, as a function of the log-probabilities of each row.
 *
 * <p>Formula: a row with logits z and mask m (default 1) adds m L(l) to the score, for a loss L of l = log softmax(z).
 * Its gradient is m (dL/dl_j - softmax(z)_j sum_k dL/dl_k). The log-softmax is computed from the logits without
 * clipping: scores are finite for all finite logits.
 *
 * <p>Shapes: labels and logits [rows, classes], at least two classes. DL4J's layers bring sequences and images into
 * this shape. Masks: [rows, 1]. Masks of single classes are refused: DL4J's output layers would set the masked logits
 * to 0, which changes the softmax of the other classes.
 *
 * <p>Labels: one-hot rows, or probabilities that sum to 1. Other rows are not refused: a row of zeros and a multi-hot
 * row enter the formula as they are. {@link CheckedLabelsLoss} refuses them.
 *
 * <p>Scores follow DL4J's convention: the sum over rows, divided by the number of rows only on request. DL4J's layers
 * divide by the minibatch themselves.
 *
 * <p>Errors: {@code IllegalArgumentException} at first use for an activation other than softmax and for labels, masks
 * or class weights of the wrong shape.
 */
public abstract class SoftmaxLoss extends RowLoss {

    SoftmaxLoss() {}

    /**
     * Returns the loss of one row.
     *
     * @param labels of the row; may be overwritten
     * @param row log-probabilities and probabilities
     * @param derivatives to be overwritten with the derivatives with respect to the log-probabilities
     */
    abstract double loss(double[] labels, SoftmaxRow row, double[] derivatives);

    /**
     * Returns the losses of all rows, on the device.
     *
     * @param labels of the rows; stay unchanged
     * @param softmax log-probabilities and probabilities
     * @param derivatives to be overwritten with the derivatives with respect to the log-probabilities
     * @return one loss per class, [rows, classes]
     */
    abstract INDArray losses(INDArray labels, SoftmaxColumns softmax, INDArray derivatives);

    /** Throws if the settings do not fit the number of classes. */
    void checkClasses(long classes) {}

    @Override
    final RowFunction rowFunction(int outputs) {
        SoftmaxRow softmax = new SoftmaxRow(outputs);
        return (labels, logits, mask, gradient) -> {
            softmax.compute(logits);
            double loss = loss(labels, softmax, gradient);
            softmax.toLogits(gradient, mask[0]);
            return mask[0] * loss;
        };
    }

    @Override
    final INDArray columnFunction(INDArray labels, INDArray logits, INDArray gradient) {
        SoftmaxColumns softmax = new SoftmaxColumns(logits);
        INDArray losses = losses(labels, softmax, gradient);
        softmax.toLogits(gradient);
        return losses;
    }

    @Override
    final void checkActivation(IActivation activation) {
        if (!(activation instanceof ActivationSoftmax)) {
            throw invalidActivation("softmax", activation);
        }
    }

    @Override
    final void checkOutputs(long[] outputShape) {
        if (outputShape[1] < 2) {
            throw Arguments.invalid(
                    "output under " + this, "[rows, classes] with classes >= 2", Arrays.toString(outputShape));
        }
        checkClasses(outputShape[1]);
    }

    @Override
    final boolean allowsLabelMask() {
        return false;
    }
}
