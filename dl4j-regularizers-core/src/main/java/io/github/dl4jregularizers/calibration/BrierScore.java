package io.github.dl4jregularizers.calibration;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The mean squared distance of predicted distributions from the right answers; a proper score: only the true
 * probabilities minimise it.
 *
 * <p>Formula: mean over predictions of sum over classes k of (p_k - y_k)^2, in [0, 2]. Of two classes that is twice the
 * score of a single probability.
 *
 * <p>Paper: Brier, "Verification of forecasts expressed in terms of probability", Monthly Weather Review 1950.
 */
public final class BrierScore {

    private BrierScore() {}

    /**
     * The score of some predictions.
     *
     * @param probabilities [examples, classes], rows that sum to 1
     * @param oneHotLabels in the same shape, or indices of classes [examples]
     * @return in [0, 2]; less is better
     * @throws IllegalArgumentException as {@link LabelledPredictions#of(INDArray, INDArray)}
     */
    public static double of(INDArray probabilities, INDArray oneHotLabels) {
        return of(LabelledPredictions.of(probabilities, oneHotLabels));
    }

    /**
     * The score of some predictions.
     *
     * @param predictions predictions with the right answers
     * @return in [0, 2]; less is better
     * @throws IllegalArgumentException if predictions is missing
     */
    public static double of(LabelledPredictions predictions) {
        Arguments.required("predictions", predictions);
        return IntStream.range(0, predictions.size())
                .mapToDouble(i -> of(predictions.probabilities(i), predictions.label(i)))
                .average()
                .orElseThrow();
    }

    private static double of(double[] probabilities, int right) {
        double sum = 0;
        for (int label = 0; label < probabilities.length; label++) {
            double distance = probabilities[label] - (label == right ? 1 : 0);
            sum += distance * distance;
        }
        return sum;
    }
}
