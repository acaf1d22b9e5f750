package io.github.dl4jregularizers.earlystopping;

import io.github.dl4jregularizers.calibration.CalibrationEvaluation;
import io.github.dl4jregularizers.calibration.CalibrationEvaluation.Metric;
import io.github.dl4jregularizers.internal.Arguments;
import java.util.OptionalDouble;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.scorecalc.ScoreCalculator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * How good a classifier's predictions on validation data are, for DL4J's {@code EarlyStoppingConfiguration}: accuracy,
 * negative log-likelihood or expected calibration error, in inference mode and without penalty terms.
 *
 * <p>DL4J's {@code DataSetLossCalculator} adds the network's L1 and L2 penalties, so that a stronger penalty looks like a
 * worse network. Data is read once from its beginning at every evaluation; masked steps do not count. No data and
 * predictions that are not numbers are refused.
 *
 * <p>DL4J's {@code EarlyStoppingResult.getBestModelScore()} is not the best score: the trainer overwrites it by the last
 * minibatch's training loss that the saved network remembers, which is 0 where it remembers none. {@link #best} gives the
 * score that was the best.
 *
 * @param <T> {@code MultiLayerNetwork}, or {@code ComputationGraph} of one input and one output
 */
public final class ValidationScore<T extends Model> implements ScoreCalculator<T> {

    private static final long serialVersionUID = 1L;

    private static final int USUAL_BINS = 15;

    private final transient DataSetIterator data;
    private final Metric metric;
    private final int bins;

    private ValidationScore(DataSetIterator data, Metric metric, int bins) {
        this.data = Arguments.required("data", data);
        this.metric = metric;
        this.bins = Arguments.atLeast("bins", bins, 1);
    }

    /**
     * The share of right answers; more is better.
     *
     * @param <T> kind of network
     * @param data labelled validation data that can be reset
     * @return the score
     * @throws IllegalArgumentException if data is missing
     */
    public static <T extends Model> ValidationScore<T> accuracy(DataSetIterator data) {
        return new ValidationScore<>(data, Metric.ACCURACY, USUAL_BINS);
    }

    /**
     * The mean of -ln p(right class) in nats; less is better.
     *
     * @param <T> kind of network
     * @param data labelled validation data that can be reset
     * @return the score
     * @throws IllegalArgumentException if data is missing
     */
    public static <T extends Model> ValidationScore<T> negativeLogLikelihood(DataSetIterator data) {
        return new ValidationScore<>(data, Metric.NEGATIVE_LOG_LIKELIHOOD, USUAL_BINS);
    }

    /**
     * The expected calibration error; less is better. A network that knows nothing and says so has a good one: use it
     * beside a limit on the epochs, or to watch.
     *
     * @param <T> kind of network
     * @param data labelled validation data that can be reset
     * @param bins number of bins of equal width, at least 1; 15 is usual
     * @return the score
     * @throws IllegalArgumentException if data is missing, or there are no bins
     */
    public static <T extends Model> ValidationScore<T> calibrationError(DataSetIterator data, int bins) {
        return new ValidationScore<>(data, Metric.EXPECTED_CALIBRATION_ERROR, bins);
    }

    @Override
    public double calculateScore(T network) {
        data.reset();
        CalibrationEvaluation evaluation = new CalibrationEvaluation(bins);
        if (network instanceof MultiLayerNetwork) {
            ((MultiLayerNetwork) network).doEvaluation(data, evaluation);
        } else if (network instanceof ComputationGraph) {
            ((ComputationGraph) network).doEvaluation(data, evaluation);
        } else {
            throw Arguments.invalid("network", "a MultiLayerNetwork or a ComputationGraph", network);
        }
        if (evaluation.size() == 0) {
            throw Arguments.invalid("number of labelled predictions in data", ">= 1", 0);
        }
        return evaluation.getValue(metric);
    }

    @Override
    public boolean minimizeScore() {
        return metric.minimize();
    }

    /**
     * The score of the best epoch.
     *
     * @param result of an early stopping trainer
     * @return the score calculator's value at {@code getBestModelEpoch()}; empty if no epoch was evaluated
     */
    public static OptionalDouble best(EarlyStoppingResult<?> result) {
        Double score = Arguments.required("result", result).getScoreVsEpoch().get(result.getBestModelEpoch());
        return score == null ? OptionalDouble.empty() : OptionalDouble.of(score);
    }
}
