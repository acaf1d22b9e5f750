package io.github.dl4jregularizers.calibration;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Predicted distributions with the right answers, checked once: what the measures of this package take.
 *
 * <p>Shapes: probabilities [examples, classes], or [examples, classes, ...] with time steps or pixels behind, each of
 * which then counts as a prediction of its own. Every distribution is non-negative and sums to 1 within 1e-3. Labels are
 * one-hot in the same shape, or indices of classes in that shape without the classes. A mask has the shape of the
 * indices, 1 for what counts and 0 for what does not, whose probabilities and labels are not looked at. The arrays are
 * copied. Immutable.
 *
 * <p>The predicted class is the most probable one, of equal ones the first; its probability is the confidence.
 */
public final class LabelledPredictions {

    private final double[][] probabilities;
    private final int[] labels;

    private LabelledPredictions(double[][] probabilities, int[] labels) {
        this.probabilities = probabilities;
        this.labels = labels;
    }

    /**
     * All of some predictions.
     *
     * @param probabilities [examples, classes, ...], float or double
     * @param labels one-hot in the same shape, or indices of classes in that shape without the classes
     * @return the predictions
     * @throws IllegalArgumentException if there are none, if a row is not a distribution, or if labels are neither
     *     one-hot nor indices of the classes, or of another shape
     */
    public static LabelledPredictions of(INDArray probabilities, INDArray labels) {
        return of(probabilities, labels, null);
    }

    /**
     * Those of some predictions that a mask lets pass.
     *
     * @param probabilities [examples, classes, ...], float or double
     * @param labels one-hot in the same shape, or indices of classes in that shape without the classes
     * @param mask 1 or 0 for each prediction, in the shape of the indices; null if all count
     * @return the predictions
     * @throws IllegalArgumentException if none are left, if a row is not a distribution, if labels are neither one-hot
     *     nor indices of the classes, or of another shape, or if the mask is of another shape or not of 0 and 1
     */
    public static LabelledPredictions of(INDArray probabilities, INDArray labels, INDArray mask) {
        return of(probabilities, labels, mask, false);
    }

    /** As {@link #of(INDArray, INDArray, INDArray)}, optionally with rows that hold NaN. */
    static LabelledPredictions of(INDArray probabilities, INDArray labels, INDArray mask, boolean allowsNaN) {
        double[][] rows = Rows.of("probabilities", probabilities);
        int[] kept = kept(mask, probabilities.shape(), rows.length);
        if (kept.length == 0) {
            throw Arguments.invalid("mask", "1 for at least one prediction", "0 for all " + rows.length);
        }
        int[] indices = Labels.of(labels, probabilities.shape(), kept);
        double[][] chosen = new double[kept.length][];
        for (int i = 0; i < kept.length; i++) {
            double[] row = rows[kept[i]];
            chosen[i] = allowsNaN && isNaN(row)
                    ? row
                    : Rows.distribution("probabilities", kept[i], row, probabilities.dataType());
        }
        return new LabelledPredictions(chosen, indices);
    }

    private static int[] kept(INDArray mask, long[] shape, int rows) {
        if (mask == null) {
            return IntStream.range(0, rows).toArray();
        }
        double[] values = Rows.perRow("mask", mask, shape);
        for (double value : values) {
            if (value != 0 && value != 1) {
                throw Arguments.invalid("mask", "0 or 1", value);
            }
        }
        return IntStream.range(0, rows).filter(row -> values[row] == 1).toArray();
    }

    /**
     * How many predictions there are.
     *
     * @return at least 1
     */
    public int size() {
        return labels.length;
    }

    /**
     * How many classes there are.
     *
     * @return at least 2
     */
    public int classes() {
        return probabilities[0].length;
    }

    /**
     * The share of predictions whose most probable class is the right one.
     *
     * @return in [0, 1]
     */
    public double accuracy() {
        return (double) IntStream.range(0, size()).filter(this::isRight).count() / size();
    }

    /**
     * The 0-1 loss of every prediction, as {@link RiskCoverageCurve} takes it.
     *
     * @return [size], 1 where the predicted class is wrong
     */
    public INDArray errors() {
        return Nd4j.createFromArray(
                IntStream.range(0, size()).mapToDouble(i -> isRight(i) ? 0 : 1).toArray());
    }

    /** The probabilities of a prediction; not to be changed. */
    double[] probabilities(int prediction) {
        return probabilities[prediction];
    }

    /** Tells whether a prediction holds NaN. */
    boolean isNaN(int prediction) {
        return isNaN(probabilities[prediction]);
    }

    private static boolean isNaN(double[] row) {
        return DoubleStream.of(row).anyMatch(Double::isNaN);
    }

    int label(int prediction) {
        return labels[prediction];
    }

    int predictedClass(int prediction) {
        return Rows.highest(probabilities[prediction]);
    }

    boolean isRight(int prediction) {
        return predictedClass(prediction) == labels[prediction];
    }

    double confidence(int prediction) {
        return probabilities[prediction][predictedClass(prediction)];
    }

    double probabilityOfLabel(int prediction) {
        return probabilities[prediction][labels[prediction]];
    }
}
