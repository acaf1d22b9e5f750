package io.github.dl4jregularizers.loss;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.Threads;
import java.util.Arrays;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;

/**
 * A loss of the softmax of each row: the family of cross entropies.
 *
 * <p>Formula, for one row with logits z, mask m (1 if not given) and a loss L of the log-probabilities l = log softmax(z):
 * the row's share of the score is m L(l), and of the gradient m (dL/dl_j - softmax(z)_j sum_k dL/dl_k). The log-softmax
 * is computed directly from the logits, so that no probability is clipped and logits of any size give finite scores.
 *
 * <p>Shapes: labels and logits [rows, classes], with at least two classes; DL4J's layers bring sequences and images into
 * this shape. Masks: [rows, 1]. A mask of single classes is refused: DL4J's output layers would set the masked logits to
 * 0, which changes the softmax of the others. DL4J's convention holds: the sum over all rows, divided by the number of
 * rows only where the caller asks for the average; DL4J's layers divide by the minibatch themselves.
 *
 * <p>Rows are computed in double precision by the CPU, whatever the backend: many times faster than a sequence of native
 * operations on matrices as small as a classifier's output. Scores and gradients do not depend on the number of threads.
 *
 * <p>Errors: an {@link IllegalArgumentException} at first use for an activation other than softmax, and for labels, masks
 * or class weights of the wrong shape; both shapes are named.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE,
        setterVisibility = Visibility.NONE)
public abstract class SoftmaxLoss implements ILossFunction {

    private static final int ELEMENTS_PER_TASK = 1 << 14;

    SoftmaxLoss() {}

    /**
     * The loss of one row.
     *
     * @param labels of the row; may be overwritten
     * @param row the prediction
     * @param derivatives to be overwritten with the derivatives by the log-probabilities
     */
    abstract double loss(double[] labels, SoftmaxRow row, double[] derivatives);

    /** Refuses settings that do not fit the number of classes. */
    abstract void checkClasses(long classes);

    @Override
    public final double computeScore(
            INDArray labels, INDArray logits, IActivation activation, INDArray mask, boolean average) {
        check(labels, logits, activation, mask);
        return score(losses(labels, logits, mask, null), average);
    }

    @Override
    public final INDArray computeScoreArray(INDArray labels, INDArray logits, IActivation activation, INDArray mask) {
        check(labels, logits, activation, mask);
        double[] losses = losses(labels, logits, mask, null);
        return Nd4j.createFromArray(losses).castTo(logits.dataType()).reshape(losses.length, 1);
    }

    @Override
    public final INDArray computeGradient(INDArray labels, INDArray logits, IActivation activation, INDArray mask) {
        return computeGradientAndScore(labels, logits, activation, mask, false).getSecond();
    }

    @Override
    public final Pair<Double, INDArray> computeGradientAndScore(
            INDArray labels, INDArray logits, IActivation activation, INDArray mask, boolean average) {
        check(labels, logits, activation, mask);
        HostMatrix gradient = HostMatrix.zeros(logits.dataType(), logits.shape());
        double score = score(losses(labels, logits, mask, gradient), average);
        return Pair.of(score, gradient.toArray(logits.dataType()));
    }

    private static double score(double[] losses, boolean average) {
        double sum = 0;
        for (double loss : losses) {
            sum += loss;
        }
        return average ? sum / losses.length : sum;
    }

    /** The losses of the rows; their gradient goes into the given matrix of zeros, if there is one. */
    private double[] losses(INDArray labels, INDArray logits, INDArray mask, HostMatrix gradient) {
        HostMatrix given = HostMatrix.of(labels);
        HostMatrix predicted = HostMatrix.of(logits);
        int rows = predicted.rows();
        double[] weights =
                mask == null ? null : mask.castTo(DataType.DOUBLE).reshape(rows).toDoubleVector();
        double[] losses = new double[rows];
        int rowsPerTask = Math.max(1, ELEMENTS_PER_TASK / predicted.columns());
        Threads.forEach((rows + rowsPerTask - 1) / rowsPerTask, task -> {
            double[] values = new double[predicted.columns()];
            double[] derivatives = new double[predicted.columns()];
            SoftmaxRow softmax = new SoftmaxRow(predicted.columns());
            int end = Math.min(rows, (task + 1) * rowsPerTask);
            for (int row = task * rowsPerTask; row < end; row++) {
                double weight = weights == null ? 1 : weights[row];
                if (weight != 0) {
                    predicted.read(row, values);
                    softmax.compute(values);
                    given.read(row, values);
                    losses[row] = weight * loss(values, softmax, derivatives);
                    if (gradient != null) {
                        softmax.toLogits(derivatives, weight);
                        gradient.write(row, derivatives);
                    }
                }
            }
        });
        return losses;
    }

    private void check(INDArray labels, INDArray logits, IActivation activation, INDArray mask) {
        if (!(activation instanceof ActivationSoftmax)) {
            throw Arguments.invalid("activation of a layer with " + this, "softmax", activation);
        }
        if (logits.rank() != 2 || logits.size(1) < 2) {
            throw Arguments.invalid(
                    "output under " + this, "[rows, classes] with classes >= 2", Arrays.toString(logits.shape()));
        }
        Arguments.shape("labels", labels.shape(), logits.shape());
        if (mask != null) {
            Arguments.shape("mask", mask.shape(), new long[] {logits.size(0), 1});
        }
        checkClasses(logits.size(1));
    }

    @Override
    public final String name() {
        return toString();
    }
}
