package io.github.dl4jregularizers.calibration;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The mean surprise at the right answers; a proper score: only the true probabilities minimise it.
 *
 * <p>Formula: mean over predictions of -ln p(label), in nats. A probability below the smallest positive float, 1.4e-45,
 * counts as that: what underflowed to 0 costs 103.3 nats, and not infinitely many.
 */
public final class NegativeLogLikelihood {

    private NegativeLogLikelihood() {}

    /**
     * The score of some predictions.
     *
     * @param probabilities [examples, classes], rows that sum to 1
     * @param oneHotLabels in the same shape, or indices of classes [examples]
     * @return nats, from 0 to 103.3; less is better
     * @throws IllegalArgumentException as {@link LabelledPredictions#of(INDArray, INDArray)}
     */
    public static double of(INDArray probabilities, INDArray oneHotLabels) {
        return of(LabelledPredictions.of(probabilities, oneHotLabels));
    }

    /**
     * The score of some predictions.
     *
     * @param predictions predictions with the right answers
     * @return nats, from 0 to 103.3; less is better
     * @throws IllegalArgumentException if predictions is missing
     */
    public static double of(LabelledPredictions predictions) {
        Arguments.required("predictions", predictions);
        return IntStream.range(0, predictions.size())
                .mapToDouble(i -> -safeLog(predictions.probabilityOfLabel(i)))
                .average()
                .orElseThrow();
    }

    /** The logarithm, finite at 0. */
    static double safeLog(double probability) {
        return Math.log(Math.max(probability, Float.MIN_VALUE));
    }
}
