package io.github.dl4jregularizers.loss;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.backend.Backend;
import java.util.Arrays;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;

/**
 * A loss that is a sum over rows, each computed in double precision. Rows are computed on the heap if arrays are in
 * host memory. Otherwise operations on the device compute them, and only the score is read. Results do not depend on
 * the number of threads. Checks shapes, applies masks, and divides by the minibatch.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE,
        setterVisibility = Visibility.NONE)
abstract class RowLoss implements ILossFunction {

    /** Computes one row after another, in its own scratch arrays. */
    @FunctionalInterface
    interface RowFunction {
        /**
         * Computes a row.
         *
         * @param labels may be overwritten
         * @param outputs pre-activations; may be overwritten
         * @param mask one factor per label, not all 0
         * @param gradient to be overwritten with the derivatives with respect to the pre-activations
         * @return the loss of the row
         */
        double compute(double[] labels, double[] outputs, double[] mask, double[] gradient);
    }

    RowLoss() {}

    /** Returns a function for rows of the given number of outputs; one per task. */
    abstract RowFunction rowFunction(int outputs);

    /**
     * Computes all rows on the device. Arguments are doubles; labels and outputs are 0 where the mask is.
     *
     * @param labels stay unchanged
     * @param outputs pre-activations; stay unchanged
     * @param gradient [rows, outputs], to be overwritten with the derivatives with respect to the pre-activations
     * @return one loss per label, [rows, labels], before the mask
     */
    abstract INDArray columnFunction(INDArray labels, INDArray outputs, INDArray gradient);

    /** Throws if the layer's activation does not fit the loss. */
    abstract void checkActivation(IActivation activation);

    /** Throws if the settings do not fit the number of outputs. */
    abstract void checkOutputs(long[] outputShape);

    /** Returns the number of labels per row for a number of outputs per row. */
    long labelsFor(long outputs) {
        return outputs;
    }

    /** Throws if the labels do not fit the outputs. */
    void checkLabels(long[] shape, long rows, long outputs) {
        Arguments.shape("labels", shape, new long[] {rows, labelsFor(outputs)});
    }

    /** Tests whether a mask may have one factor per label. */
    abstract boolean allowsLabelMask();

    @Override
    public final double computeScore(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
        check(labels, preOutput, activation, mask);
        return isLocal()
                ? HostRows.score(heap(labels, preOutput, mask).losses(null), average)
                : device(labels, preOutput, mask).score(average);
    }

    @Override
    public final INDArray computeScoreArray(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        check(labels, preOutput, activation, mask);
        if (!isLocal()) {
            return device(labels, preOutput, mask).losses(preOutput.dataType());
        }
        double[] losses = heap(labels, preOutput, mask).losses(null);
        return Nd4j.createFromArray(losses).castTo(preOutput.dataType()).reshape(losses.length, 1);
    }

    @Override
    public final INDArray computeGradient(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        check(labels, preOutput, activation, mask);
        if (!isLocal()) {
            return device(labels, preOutput, mask).gradient(preOutput.dataType());
        }
        HostMatrix gradient = HostMatrix.zeros(preOutput.dataType(), preOutput.shape());
        heap(labels, preOutput, mask).losses(gradient);
        return gradient.toArray(preOutput.dataType());
    }

    @Override
    public final Pair<Double, INDArray> computeGradientAndScore(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
        check(labels, preOutput, activation, mask);
        if (!isLocal()) {
            DeviceRows rows = device(labels, preOutput, mask);
            return Pair.of(rows.score(average), rows.gradient(preOutput.dataType()));
        }
        HostMatrix gradient = HostMatrix.zeros(preOutput.dataType(), preOutput.shape());
        double score = HostRows.score(heap(labels, preOutput, mask).losses(gradient), average);
        return Pair.of(score, gradient.toArray(preOutput.dataType()));
    }

    private static boolean isLocal() {
        return Backend.current().transfer().isLocal();
    }

    private HostRows heap(INDArray labels, INDArray preOutput, INDArray mask) {
        return new HostRows(this, labels, preOutput, mask);
    }

    private DeviceRows device(INDArray labels, INDArray preOutput, INDArray mask) {
        return new DeviceRows(this, labels, preOutput, mask);
    }

    private void check(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        checkActivation(activation);
        if (preOutput.rank() != 2) {
            throw Arguments.invalid(
                    "rank of the output under " + this, "2, [rows, outputs]", Arrays.toString(preOutput.shape()));
        }
        checkOutputs(preOutput.shape());
        long rows = preOutput.size(0);
        checkLabels(labels.shape(), rows, preOutput.size(1));
        if (mask != null) {
            checkMask(mask.shape(), new long[] {rows, 1}, new long[] {rows, labels.size(1)});
        }
    }

    private void checkMask(long[] shape, long[] perRow, long[] perLabel) {
        if (!allowsLabelMask()) {
            Arguments.shape("mask", shape, perRow);
        } else if (!Arrays.equals(shape, perRow) && !Arrays.equals(shape, perLabel)) {
            throw Arguments.invalid(
                    "mask",
                    "of shape " + Arrays.toString(perRow) + " or " + Arrays.toString(perLabel),
                    Arrays.toString(shape));
        }
    }

    /** Returns the error for an activation that does not fit. */
    final IllegalArgumentException invalidActivation(String required, IActivation activation) {
        return Arguments.invalid("activation of a layer with " + this, required, activation);
    }

    @Override
    public final String name() {
        return toString();
    }
}
