package io.github.dl4jregularizers.calibration;

import io.github.dl4jregularizers.internal.Arguments;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Predicted distributions with their labels, checked once. They are the input of all metrics of this package.
 *
 * <p>Shapes: probabilities are [examples, classes, ...]. Each time step or pixel counts as one prediction.
 * Distributions are non-negative and sum to 1 within 1e-3. For 16-bit types the tolerance is the rounding of a softmax:
 * sqrt(classes) times 2^-9 for half, 2^-6 for bfloat16. Labels are one-hot in the same shape, or class indices in that
 * shape without the class axis. A mask has the shape of the indices, with 1 for valid predictions. Masked predictions
 * may hold anything. Arrays are copied. Immutable.
 *
 * <p>The predicted class is the most probable one, the first of equals. Its probability is the confidence.
 */
public final class LabeledPredictions implements Serializable {

    private static final long serialVersionUID = 1;

    private final double[][] probabilities;
    private final int[] labels;

    private LabeledPredictions(double[][] probabilities, int[] labels) {
        this.probabilities = probabilities;
        this.labels = labels;
    }

    /**
     * Combines predictions and labels.
     *
     * @param probabilities [examples, classes, ...], of a floating-point type
     * @param labels one-hot in the same shape, or indices of classes in that shape without the classes
     * @return the predictions
     * @throws IllegalArgumentException if there are none, a row is not a distribution, or labels are of another shape
     *     or neither one-hot nor indices
     */
    public static LabeledPredictions of(INDArray probabilities, INDArray labels) {
        return of(probabilities, labels, null);
    }

    /**
     * Combines predictions and labels where a mask is 1.
     *
     * @param probabilities [examples, classes, ...], of a floating-point type
     * @param labels one-hot in the same shape, or indices of classes in that shape without the classes
     * @param mask 1 or 0 per prediction, in the shape of the indices; null for no mask
     * @return the predictions
     * @throws IllegalArgumentException if none are left, a row is not a distribution, or labels or mask are of another
     *     shape or have other values
     */
    public static LabeledPredictions of(INDArray probabilities, INDArray labels, INDArray mask) {
        return of(probabilities, labels, mask, false);
    }

    /**
     * Predicts data with one output of a graph, in inference mode. Masks of the labels leave predictions out.
     *
     * @param graph initialized
     * @param output name of an output with probabilities [examples, classes, ...]
     * @param data labeled batches; read from the present one to the end
     * @return the predictions
     * @throws IllegalArgumentException if the graph has no such output, there are no labeled predictions, or as {@link
     *     #of(INDArray, INDArray, INDArray)}
     */
    public static LabeledPredictions of(ComputationGraph graph, String output, MultiDataSetIterator data) {
        List<String> outputs =
                Arguments.required("graph", graph).getConfiguration().getNetworkOutputs();
        Arguments.required("data", data);
        int index = outputs.indexOf(output);
        if (index < 0) {
            throw Arguments.invalid("output", "one of " + outputs, output);
        }
        List<double[]> rows = new ArrayList<>();
        IntStream.Builder indices = IntStream.builder();
        while (data.hasNext()) {
            MultiDataSet batch = data.next();
            INDArray[] masks = batch.getLabelsMaskArrays();
            INDArray mask = masks == null ? null : masks[index];
            if (mask == null || mask.sumNumber().doubleValue() > 0) {
                INDArray predicted =
                        graph.output(false, batch.getFeatures(), batch.getFeaturesMaskArrays(), masks)[index];
                LabeledPredictions part = of(predicted, batch.getLabels(index), mask);
                rows.addAll(List.of(part.probabilities));
                IntStream.of(part.labels).forEach(indices);
            }
        }
        if (rows.isEmpty()) {
            throw Arguments.invalid("number of labeled predictions in data", ">= 1", 0);
        }
        return new LabeledPredictions(
                rows.toArray(new double[0][]), indices.build().toArray());
    }

    /** Combines predictions and labels where a mask is 1, optionally with rows that hold NaN. */
    static LabeledPredictions of(INDArray probabilities, INDArray labels, INDArray mask, boolean allowsNaN) {
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
        return new LabeledPredictions(chosen, indices);
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
     * Returns the number of predictions.
     *
     * @return at least 1
     */
    public int size() {
        return labels.length;
    }

    /**
     * Returns the number of classes.
     *
     * @return at least 2
     */
    public int classes() {
        return probabilities[0].length;
    }

    /**
     * Returns the share of predictions whose most probable class is the label.
     *
     * @return in [0, 1]
     */
    public double accuracy() {
        return (double) IntStream.range(0, size()).filter(this::isRight).count() / size();
    }

    /**
     * Returns the 0-1 loss of every prediction, for {@link RiskCoverageCurve}.
     *
     * @return [size], 1 where the predicted class is wrong
     */
    public INDArray errors() {
        return Nd4j.createFromArray(
                IntStream.range(0, size()).mapToDouble(i -> isRight(i) ? 0 : 1).toArray());
    }

    /** Returns the probabilities of a prediction, not copied. */
    double[] probabilities(int prediction) {
        return probabilities[prediction];
    }

    /** Tests whether a prediction holds NaN. */
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
