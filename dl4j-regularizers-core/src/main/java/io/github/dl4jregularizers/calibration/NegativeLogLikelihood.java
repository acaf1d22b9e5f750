package io.github.dl4jregularizers.calibration;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Mean negative log-probability of the labels. A proper score: only the true probabilities minimize it.
 *
 * <p>Formula: mean over predictions of -ln p(label), in nats. Probabilities below the smallest positive float, 1.4e-45,
 * are raised to it: a probability that underflowed to 0 costs 103.3 nats.
 */
public final class NegativeLogLikelihood {

    private NegativeLogLikelihood() {}

    /**
     * Computes the score.
     *
     * @param probabilities [examples, classes], rows that sum to 1
     * @param oneHotLabels in the same shape, or indices of classes [examples]
     * @return nats, from 0 to 103.3; less is better
     * @throws IllegalArgumentException as {@link LabeledPredictions#of(INDArray, INDArray)}
     */
    public static double of(INDArray probabilities, INDArray oneHotLabels) {
        return of(LabeledPredictions.of(probabilities, oneHotLabels));
    }

    /**
     * Computes the score.
     *
     * @param predictions predictions with labels
     * @return nats, from 0 to 103.3; less is better
     * @throws IllegalArgumentException if predictions is missing
     */
    public static double of(LabeledPredictions predictions) {
        Arguments.required("predictions", predictions);
        return IntStream.range(0, predictions.size())
                .mapToDouble(i -> -safeLog(predictions.probabilityOfLabel(i)))
                .average()
                .orElseThrow();
    }

    /** Returns the logarithm, finite at 0. */
    static double safeLog(double probability) {
        return Math.log(Math.max(probability, Float.MIN_VALUE));
    }
}
