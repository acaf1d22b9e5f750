package io.github.dl4jregularizers.calibration;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Mean squared distance between predicted distributions and labels. A proper score: only the true probabilities
 * minimize it.
 *
 * <p>Formula: mean over predictions of sum over classes k of (p_k - y_k)^2, in [0, 2]. For two classes this is twice
 * the score of a single probability.
 *
 * <p>Paper: Brier, "Verification of forecasts expressed in terms of probability", Monthly Weather Review 1950.
 */
public final class BrierScore {

    private BrierScore() {}

    /**
     * Computes the score.
     *
     * @param probabilities [examples, classes], rows that sum to 1
     * @param oneHotLabels in the same shape, or indices of classes [examples]
     * @return in [0, 2]; less is better
     * @throws IllegalArgumentException as {@link LabeledPredictions#of(INDArray, INDArray)}
     */
    public static double of(INDArray probabilities, INDArray oneHotLabels) {
        return of(LabeledPredictions.of(probabilities, oneHotLabels));
    }

    /**
     * Computes the score.
     *
     * @param predictions predictions with labels
     * @return in [0, 2]; less is better
     * @throws IllegalArgumentException if predictions is missing
     */
    public static double of(LabeledPredictions predictions) {
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
