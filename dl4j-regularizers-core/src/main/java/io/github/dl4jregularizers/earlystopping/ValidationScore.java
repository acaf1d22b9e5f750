package io.github.dl4jregularizers.earlystopping;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.OptionalDouble;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.scorecalc.ScoreCalculator;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.dataset.adapter.MultiDataSetIteratorAdapter;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * Scores a network on validation data for DL4J's {@code EarlyStoppingConfiguration}, in inference mode and without the
 * L1 and L2 penalties that {@code DataSetLossCalculator} adds.
 *
 * <p>Metrics: accuracy, negative log-likelihood and expected calibration error for classes, mean squared error and
 * Gaussian negative log-likelihood for regression. Each is a mean over all unmasked predictions; every time step and
 * pixel counts as one prediction.
 *
 * <p>Shapes: classifiers have a softmax output over at least two classes, [examples, classes, ...]. One sigmoid output,
 * [examples, 1, ...], is the probability of the second of two classes. Data formats with the output axis last are
 * supported. A graph with several outputs needs the name of the output to score: {@link #output}.
 *
 * <p>A network with NaN or infinite predictions has the worst score: positive infinity for a metric to minimize,
 * negative infinity for accuracy. Early stopping then keeps the best earlier model and continues.
 *
 * <p>Errors: {@code IllegalArgumentException} if the data has no labeled prediction, or if predictions or labels do not
 * fit the metric, such as accuracy of an identity output.
 *
 * <p>{@code EarlyStoppingResult.getBestModelScore()} is not the best score: DL4J overwrites it with the training loss
 * of the saved network's last minibatch, or 0. {@link #best} returns the best score.
 *
 * @param <T> {@code MultiLayerNetwork} or {@code ComputationGraph}
 */
public final class ValidationScore<T extends Model> implements ScoreCalculator<T> {

    private static final long serialVersionUID = 1L;

    private static final int DEFAULT_BINS = 15;

    private final transient MultiDataSetIterator data;
    private final ValidationMetric metric;
    private final int bins;
    private final String output;

    private ValidationScore(MultiDataSetIterator data, ValidationMetric metric, int bins, String output) {
        this.data = Arguments.required("data", data);
        this.metric = metric;
        this.bins = Arguments.atLeast("bins", bins, 1);
        this.output = output;
    }

    private static <T extends Model> ValidationScore<T> of(MultiDataSetIterator data, ValidationMetric metric) {
        return new ValidationScore<>(data, metric, DEFAULT_BINS, null);
    }

    private static MultiDataSetIterator multi(DataSetIterator data) {
        return new MultiDataSetIteratorAdapter(Arguments.required("data", data));
    }

    /**
     * Scores by accuracy, the fraction of correct predictions. Larger is better.
     *
     * @param <T> kind of network
     * @param data labeled validation data that can be reset
     * @return the score
     * @throws IllegalArgumentException if data is null
     */
    public static <T extends Model> ValidationScore<T> accuracy(DataSetIterator data) {
        return accuracy(multi(data));
    }

    /**
     * Scores by accuracy, the fraction of correct predictions. Larger is better.
     *
     * @param <T> kind of network
     * @param data labeled validation data that can be reset
     * @return the score
     * @throws IllegalArgumentException if data is null
     */
    public static <T extends Model> ValidationScore<T> accuracy(MultiDataSetIterator data) {
        return of(data, ValidationMetric.ACCURACY);
    }

    /**
     * Scores by the mean of -log p(correct class), in nats. Smaller is better.
     *
     * @param <T> kind of network
     * @param data labeled validation data that can be reset
     * @return the score
     * @throws IllegalArgumentException if data is null
     */
    public static <T extends Model> ValidationScore<T> negativeLogLikelihood(DataSetIterator data) {
        return negativeLogLikelihood(multi(data));
    }

    /**
     * Scores by the mean of -log p(correct class), in nats. Smaller is better.
     *
     * @param <T> kind of network
     * @param data labeled validation data that can be reset
     * @return the score
     * @throws IllegalArgumentException if data is null
     */
    public static <T extends Model> ValidationScore<T> negativeLogLikelihood(MultiDataSetIterator data) {
        return of(data, ValidationMetric.NEGATIVE_LOG_LIKELIHOOD);
    }

    /**
     * Scores by the expected calibration error. Smaller is better. It does not measure accuracy: constant class
     * frequencies are well calibrated. Combine it with a limit on the number of epochs.
     *
     * @param <T> kind of network
     * @param data labeled validation data that can be reset
     * @param bins number of equal-width bins, at least 1; 15 is usual
     * @return the score
     * @throws IllegalArgumentException if data is null or bins is less than 1
     */
    public static <T extends Model> ValidationScore<T> calibrationError(DataSetIterator data, int bins) {
        return calibrationError(multi(data), bins);
    }

    /**
     * Scores by the expected calibration error. Smaller is better. It does not measure accuracy: constant class
     * frequencies are well calibrated. Combine it with a limit on the number of epochs.
     *
     * @param <T> kind of network
     * @param data labeled validation data that can be reset
     * @param bins number of equal-width bins, at least 1; 15 is usual
     * @return the score
     * @throws IllegalArgumentException if data is null or bins is less than 1
     */
    public static <T extends Model> ValidationScore<T> calibrationError(MultiDataSetIterator data, int bins) {
        return new ValidationScore<>(data, ValidationMetric.CALIBRATION_ERROR, bins, null);
    }

    /**
     * Scores regression by the mean squared error over all targets. Smaller is better.
     *
     * @param <T> kind of network
     * @param data labeled validation data that can be reset; labels in the shape of the output
     * @return the score
     * @throws IllegalArgumentException if data is null
     */
    public static <T extends Model> ValidationScore<T> meanSquaredError(DataSetIterator data) {
        return meanSquaredError(multi(data));
    }

    /**
     * Scores regression by the mean squared error over all targets. Smaller is better.
     *
     * @param <T> kind of network
     * @param data labeled validation data that can be reset; labels in the shape of the output
     * @return the score
     * @throws IllegalArgumentException if data is null
     */
    public static <T extends Model> ValidationScore<T> meanSquaredError(MultiDataSetIterator data) {
        return of(data, ValidationMetric.MEAN_SQUARED_ERROR);
    }

    /**
     * Scores an output of k means, followed by k log variances s. The score is the mean over all targets y of (log(2
     * pi) + s + (y - mean)^2 exp(-s)) / 2, in nats. Smaller is better.
     *
     * @param <T> kind of network
     * @param data labeled validation data that can be reset; k labels for 2k outputs
     * @return the score
     * @throws IllegalArgumentException if data is null
     */
    public static <T extends Model> ValidationScore<T> gaussianNegativeLogLikelihood(DataSetIterator data) {
        return gaussianNegativeLogLikelihood(multi(data));
    }

    /**
     * Scores an output of k means, followed by k log variances s. The score is the mean over all targets y of (log(2
     * pi) + s + (y - mean)^2 exp(-s)) / 2, in nats. Smaller is better.
     *
     * @param <T> kind of network
     * @param data labeled validation data that can be reset; k labels for 2k outputs
     * @return the score
     * @throws IllegalArgumentException if data is null
     */
    public static <T extends Model> ValidationScore<T> gaussianNegativeLogLikelihood(MultiDataSetIterator data) {
        return of(data, ValidationMetric.GAUSSIAN_NEGATIVE_LOG_LIKELIHOOD);
    }

    /**
     * Selects the output of a graph with several.
     *
     * @param name name of an output layer
     * @return a score of that output; this one is not changed
     * @throws IllegalArgumentException if name is null
     */
    public ValidationScore<T> output(String name) {
        return new ValidationScore<>(data, metric, bins, Arguments.required("output", name));
    }

    @Override
    public double calculateScore(T network) {
        ValidationPredictions predictions = new ValidationPredictions(network, output);
        RunningMetric running = metric.start(bins);
        if (data == null) {
            throw new IllegalStateException(
                    "A ValidationScore from Java serialization has no data: create it where it scores");
        }
        data.reset();
        while (data.hasNext()) {
            ValidationBatch batch = predictions.of(data.next());
            if (!batch.isFinite()) {
                return metric.worst();
            }
            running.add(batch);
        }
        if (running.size() == 0) {
            throw Arguments.invalid("number of labeled predictions in data", ">= 1", 0);
        }
        double score = running.value();
        return Double.isNaN(score) ? metric.worst() : score;
    }

    @Override
    public boolean minimizeScore() {
        return metric.minimize();
    }

    /**
     * Returns the score of the best epoch.
     *
     * @param result of an early stopping trainer
     * @return the score at {@code getBestModelEpoch()}; empty if no epoch was scored
     * @throws IllegalArgumentException if result is null
     */
    public static OptionalDouble best(EarlyStoppingResult<?> result) {
        Double score = Arguments.required("result", result).getScoreVsEpoch().get(result.getBestModelEpoch());
        return score == null ? OptionalDouble.empty() : OptionalDouble.of(score);
    }
}
