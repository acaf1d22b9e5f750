package io.github.dl4jregularizers.calibration;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Distance between confidence and accuracy. It is 0 for calibrated predictions.
 *
 * <p>All errors are in [0, 1]. They depend on the binning and on the number of predictions: with few predictions, the
 * error is above 0 by chance. Compare only errors of the same binning and of similar numbers of predictions.
 */
public final class CalibrationError {

    private CalibrationError() {}

    /**
     * Computes the expected calibration error with bins of equal width.
     *
     * <p>Formula: sum over bins of (|B| / n) |accuracy(B) - confidence(B)|.
     *
     * @param probabilities [examples, classes], rows that sum to 1
     * @param oneHotLabels in the same shape, or indices of classes [examples]
     * @param bins number of bins, at least 1; usually 15
     * @return in [0, 1]
     * @throws IllegalArgumentException if there are no bins, or as {@link LabeledPredictions#of(INDArray, INDArray)}
     * @see <a href="https://arxiv.org/abs/1706.04599">Guo et al., "On Calibration of Modern Neural Networks", ICML
     *     2017</a>
     */
    public static double expected(INDArray probabilities, INDArray oneHotLabels, int bins) {
        return expected(LabeledPredictions.of(probabilities, oneHotLabels), Binning.equalWidth(bins));
    }

    /**
     * Computes the expected calibration error (ECE).
     *
     * <p>Formula: sum over bins of (|B| / n) |accuracy(B) - confidence(B)|.
     *
     * @param predictions predictions with labels
     * @param binning bins of the confidences
     * @return in [0, 1]
     * @throws IllegalArgumentException if an argument is missing
     */
    public static double expected(LabeledPredictions predictions, Binning binning) {
        return ReliabilityDiagram.of(predictions, binning).expectedError();
    }

    /**
     * Computes the maximum calibration error (MCE): the error of the worst bin.
     *
     * <p>Formula: max over bins that are not empty of |accuracy(B) - confidence(B)|.
     *
     * @param predictions predictions with labels
     * @param binning bins of the confidences
     * @return in [0, 1]
     * @throws IllegalArgumentException if an argument is missing
     */
    public static double maximum(LabeledPredictions predictions, Binning binning) {
        return ReliabilityDiagram.of(predictions, binning).maximumError();
    }

    /**
     * Computes the expected calibration error of each class: the distance between its probability and its frequency as
     * the label. Unlike the error of the confidences, it covers classes that are rarely predicted.
     *
     * <p>Formula: sum over bins of (|B| / n) |share of label k in B - mean of p_k in B|, for every class k.
     *
     * @param predictions predictions with labels
     * @param binning bins of the probabilities
     * @return one error in [0, 1] per class
     * @throws IllegalArgumentException if an argument is missing
     */
    public static double[] perClass(LabeledPredictions predictions, Binning binning) {
        Arguments.required("predictions", predictions);
        return IntStream.range(0, predictions.classes())
                .mapToDouble(label ->
                        ReliabilityDiagram.ofClass(predictions, label, binning).expectedError())
                .toArray();
    }

    /**
     * Computes the class-wise (static) calibration error: the mean of {@link #perClass} over the classes.
     *
     * @param predictions predictions with labels
     * @param binning bins of the probabilities
     * @return in [0, 1]
     * @throws IllegalArgumentException if an argument is missing
     * @see <a href="https://arxiv.org/abs/1904.01685">Nixon et al., "Measuring Calibration in Deep Learning", 2019</a>
     */
    public static double classWise(LabeledPredictions predictions, Binning binning) {
        return Arrays.stream(perClass(predictions, binning)).average().orElseThrow();
    }
}
