package io.github.dl4jregularizers.loss;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.Threads;
import java.util.Arrays;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;

/**
 * A loss that is a sum over rows, each computed in double precision on the heap. Results do not depend on the number of
 * threads. Owns shape checks, masks and the division by the minibatch.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE,
        setterVisibility = Visibility.NONE)
abstract class RowLoss implements ILossFunction {

    private static final int ELEMENTS_PER_TASK = 1 << 14;

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

    /** A function for rows of the given number of outputs; one per task. */
    abstract RowFunction rowFunction(int outputs);

    /** Throws if the layer's activation does not fit the loss. */
    abstract void checkActivation(IActivation activation);

    /** Throws if the settings do not fit the number of outputs. */
    abstract void checkOutputs(long[] outputShape);

    /** Number of labels per row for a number of outputs per row. */
    long labelsFor(long outputs) {
        return outputs;
    }

    /** Whether a mask may have one factor per label, besides one per row. */
    abstract boolean allowsLabelMask();

    @Override
    public final double computeScore(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
        check(labels, preOutput, activation, mask);
        return score(losses(labels, preOutput, mask, null), average);
    }

    @Override
    public final INDArray computeScoreArray(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        check(labels, preOutput, activation, mask);
        double[] losses = losses(labels, preOutput, mask, null);
        return Nd4j.createFromArray(losses).castTo(preOutput.dataType()).reshape(losses.length, 1);
    }

    @Override
    public final INDArray computeGradient(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        return computeGradientAndScore(labels, preOutput, activation, mask, false)
                .getSecond();
    }

    @Override
    public final Pair<Double, INDArray> computeGradientAndScore(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
        check(labels, preOutput, activation, mask);
        HostMatrix gradient = HostMatrix.zeros(preOutput.dataType(), preOutput.shape());
        double score = score(losses(labels, preOutput, mask, gradient), average);
        return Pair.of(score, gradient.toArray(preOutput.dataType()));
    }

    private static double score(double[] losses, boolean average) {
        double sum = 0;
        for (double loss : losses) {
            sum += loss;
        }
        return average ? sum / losses.length : sum;
    }

    /** The losses of the rows. Their gradient goes into the given matrix of zeros, if there is one. */
    private double[] losses(INDArray labels, INDArray preOutput, INDArray mask, HostMatrix gradient) {
        HostMatrix given = HostMatrix.of(labels);
        HostMatrix predicted = HostMatrix.of(preOutput);
        HostMatrix factors = mask == null ? null : HostMatrix.of(mask);
        int rows = predicted.rows();
        double[] losses = new double[rows];
        int rowsPerTask = Math.max(1, ELEMENTS_PER_TASK / predicted.columns());
        Threads.forEach((rows + rowsPerTask - 1) / rowsPerTask, task -> {
            RowFunction function = rowFunction(predicted.columns());
            double[] outputs = new double[predicted.columns()];
            double[] targets = new double[given.columns()];
            double[] weights = new double[given.columns()];
            double[] derivatives = new double[predicted.columns()];
            int end = Math.min(rows, (task + 1) * rowsPerTask);
            for (int row = task * rowsPerTask; row < end; row++) {
                if (readMask(factors, row, weights)) {
                    predicted.read(row, outputs);
                    given.read(row, targets);
                    losses[row] = function.compute(targets, outputs, weights, derivatives);
                    if (gradient != null) {
                        gradient.write(row, derivatives);
                    }
                }
            }
        });
        return losses;
    }

    /** Reads the factors of a row. Returns false if all are 0. */
    private static boolean readMask(HostMatrix factors, int row, double[] weights) {
        if (factors == null) {
            Arrays.fill(weights, 1);
            return true;
        }
        if (factors.columns() == 1) {
            double[] factor = new double[1];
            factors.read(row, factor);
            Arrays.fill(weights, factor[0]);
        } else {
            factors.read(row, weights);
        }
        for (double weight : weights) {
            if (weight != 0) {
                return true;
            }
        }
        return false;
    }

    private void check(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        checkActivation(activation);
        if (preOutput.rank() != 2) {
            throw Arguments.invalid(
                    "rank of the output under " + this, "2, [rows, outputs]", Arrays.toString(preOutput.shape()));
        }
        checkOutputs(preOutput.shape());
        long rows = preOutput.size(0);
        long columns = labelsFor(preOutput.size(1));
        Arguments.shape("labels", labels.shape(), new long[] {rows, columns});
        if (mask != null) {
            checkMask(mask.shape(), new long[] {rows, 1}, new long[] {rows, columns});
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

    /** The error for an activation that does not fit. */
    final IllegalArgumentException invalidActivation(String required, IActivation activation) {
        return Arguments.invalid("activation of a layer with " + this, required, activation);
    }

    @Override
    public final String name() {
        return toString();
    }
}
