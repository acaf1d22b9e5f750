package io.github.dl4jregularizers.calibration;

import io.github.dl4jregularizers.internal.Arguments;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.LongStream;
import org.nd4j.evaluation.BaseEvaluation;
import org.nd4j.evaluation.IMetric;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Accuracy, likelihood and calibration of a network over an iterator: {@code network.doEvaluation(iterator, new
 * CalibrationEvaluation())[0].stats()}.
 *
 * <p>Shapes: as {@link LabeledPredictions}. Masked steps do not count. Memory does not grow with the data: confidences
 * go into bins of equal width, 15 by default. Predictions that are NaN, from a diverged network, count as wrong and
 * make every other score NaN.
 *
 * <p>DL4J's {@code EvaluationCalibration} has curves and histograms per class instead, and neither calibration error,
 * Brier score nor likelihood. Its {@code merge} counts the first worker twice and drops the histograms; its {@code
 * reset} keeps them.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
public final class CalibrationEvaluation extends BaseEvaluation<CalibrationEvaluation> {

    private static final long serialVersionUID = 1;
    private static final int USUAL_BINS = 15;

    /** The metrics of {@link #getValue}. */
    public enum Metric implements IMetric {
        /** {@link CalibrationEvaluation#accuracy()}. */
        ACCURACY,
        /** {@link CalibrationEvaluation#negativeLogLikelihood()}. */
        NEGATIVE_LOG_LIKELIHOOD,
        /** {@link CalibrationEvaluation#brierScore()}. */
        BRIER_SCORE,
        /** {@link CalibrationEvaluation#expectedCalibrationError()}. */
        EXPECTED_CALIBRATION_ERROR;

        @Override
        public Class<CalibrationEvaluation> getEvaluationClass() {
            return CalibrationEvaluation.class;
        }

        @Override
        public boolean minimize() {
            return this != ACCURACY;
        }
    }

    private final long[] counts;
    private final double[] confidences;
    private final long[] hits;
    private double squares;
    private double surprise;

    /** Creates an evaluation with 15 bins. */
    public CalibrationEvaluation() {
        this(USUAL_BINS);
    }

    /**
     * Creates an evaluation.
     *
     * @param bins number of bins of equal width, at least 1
     * @throws IllegalArgumentException if there are no bins
     */
    public CalibrationEvaluation(int bins) {
        this(new long[Arguments.atLeast("bins", bins, 1)], new double[bins], new long[bins], 0, 0);
    }

    @JsonCreator
    private CalibrationEvaluation(
            @JsonProperty("counts") long[] counts,
            @JsonProperty("confidences") double[] confidences,
            @JsonProperty("hits") long[] hits,
            @JsonProperty("squares") double squares,
            @JsonProperty("surprise") double surprise) {
        this.counts = counts;
        this.confidences = confidences;
        this.hits = hits;
        this.squares = squares;
        this.surprise = surprise;
    }

    /**
     * Adds a batch.
     *
     * @param labels one-hot in the shape of the predictions, or indices of classes in that shape without the classes
     * @param networkPredictions probabilities [examples, classes, ...]
     * @param maskArray 1 or 0 per prediction, in the shape of the indices; null for no mask
     * @param recordMetaData not used
     * @throws IllegalArgumentException as {@link LabeledPredictions#of(INDArray, INDArray, INDArray)}, except that NaN
     *     is allowed and a batch masked completely adds nothing
     */
    @Override
    public void eval(
            INDArray labels,
            INDArray networkPredictions,
            INDArray maskArray,
            List<? extends Serializable> recordMetaData) {
        if (maskArray != null && maskArray.sumNumber().doubleValue() == 0) {
            return;
        }
        LabeledPredictions batch = LabeledPredictions.of(networkPredictions, labels, maskArray, true);
        for (int i = 0; i < batch.size(); i++) {
            int bin = Binning.binOf(batch.confidence(i), counts.length);
            counts[bin]++;
            confidences[bin] += batch.isNaN(i) ? Double.NaN : batch.confidence(i);
            hits[bin] += !batch.isNaN(i) && batch.isRight(i) ? 1 : 0;
        }
        squares += batch.size() * BrierScore.of(batch);
        surprise += batch.size() * NegativeLogLikelihood.of(batch);
    }

    /**
     * Adds the predictions of another evaluation.
     *
     * @param other with the same number of bins; does not change
     * @throws IllegalArgumentException if the numbers of bins differ
     */
    @Override
    public void merge(CalibrationEvaluation other) {
        if (other.counts.length != counts.length) {
            throw Arguments.invalid("bins of the other evaluation", "the same, " + counts.length, other.counts.length);
        }
        for (int bin = 0; bin < counts.length; bin++) {
            counts[bin] += other.counts[bin];
            confidences[bin] += other.confidences[bin];
            hits[bin] += other.hits[bin];
        }
        squares += other.squares;
        surprise += other.surprise;
    }

    @Override
    public void reset() {
        Arrays.fill(counts, 0);
        Arrays.fill(confidences, 0);
        Arrays.fill(hits, 0);
        squares = 0;
        surprise = 0;
    }

    @Override
    public CalibrationEvaluation newInstance() {
        return new CalibrationEvaluation(counts.length);
    }

    /**
     * Returns the number of predictions.
     *
     * @return without masked ones
     */
    public long size() {
        return LongStream.of(counts).sum();
    }

    /**
     * Returns the share of predictions whose most probable class is the label.
     *
     * @return in [0, 1]; NaN before the first
     */
    public double accuracy() {
        return (double) LongStream.of(hits).sum() / size();
    }

    /**
     * Computes the score of {@link NegativeLogLikelihood}.
     *
     * @return nats; NaN before the first prediction
     */
    public double negativeLogLikelihood() {
        return surprise / size();
    }

    /**
     * Computes the score of {@link BrierScore}.
     *
     * @return in [0, 2]; NaN before the first prediction
     */
    public double brierScore() {
        return squares / size();
    }

    /**
     * Computes {@link CalibrationError#expected(LabeledPredictions, Binning)}.
     *
     * @return in [0, 1]; NaN before the first prediction
     */
    public double expectedCalibrationError() {
        return reliabilityDiagram().expectedError();
    }

    /**
     * Returns the reliability diagram of all predictions.
     *
     * @return the diagram; empty before the first prediction
     */
    public ReliabilityDiagram reliabilityDiagram() {
        return new ReliabilityDiagram(counts, confidences, hits);
    }

    @Override
    public double getValue(IMetric metric) {
        if (!(metric instanceof Metric)) {
            throw Arguments.invalid("metric", "a CalibrationEvaluation.Metric", metric);
        }
        switch ((Metric) metric) {
            case ACCURACY:
                return accuracy();
            case NEGATIVE_LOG_LIKELIHOOD:
                return negativeLogLikelihood();
            case BRIER_SCORE:
                return brierScore();
            default:
                return expectedCalibrationError();
        }
    }

    @Override
    public String stats() {
        return String.format(
                Locale.ROOT,
                "%d predictions: accuracy %.4f, NLL %.4f nats, Brier score %.4f, ECE %.4f (%d bins)",
                size(),
                accuracy(),
                negativeLogLikelihood(),
                brierScore(),
                expectedCalibrationError(),
                counts.length);
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof CalibrationEvaluation)) {
            return false;
        }
        CalibrationEvaluation that = (CalibrationEvaluation) other;
        return Arrays.equals(counts, that.counts)
                && Arrays.equals(confidences, that.confidences)
                && Arrays.equals(hits, that.hits)
                && squares == that.squares
                && surprise == that.surprise;
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(counts), Arrays.hashCode(confidences), squares, surprise);
    }
}
