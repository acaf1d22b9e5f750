package io.github.dl4jregularizers.examples.training;

import io.github.dl4jregularizers.calibration.Binning;
import io.github.dl4jregularizers.calibration.CalibrationError;
import io.github.dl4jregularizers.calibration.LabeledPredictions;
import io.github.dl4jregularizers.calibration.NegativeLogLikelihood;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Metrics of predicted distributions on a set of images.
 *
 * <ul>
 *   <li>Accuracy: fraction of images whose most probable class is right; ties go to the first class.
 *   <li>NLL: mean of -ln p(right class), in nats. A probability that underflows to 0 counts as the smallest float, so
 *       an image adds at most 103.3.
 *   <li>ECE: expected calibration error, sum over bins of (images in bin / images) |accuracy - mean confidence|. The 15
 *       bins ((m-1)/15, m/15] have equal width (Guo et al., "On Calibration of Modern Neural Networks", ICML 2017).
 * </ul>
 */
public final class Metrics {

    private static final int BINS = 15;

    private final double accuracy;
    private final double nll;
    private final double ece;

    /**
     * Creates metrics from given values.
     *
     * @param accuracy fraction of right answers
     * @param nll mean negative log likelihood
     * @param ece expected calibration error
     */
    @JsonCreator
    public Metrics(
            @JsonProperty("accuracy") double accuracy,
            @JsonProperty("nll") double nll,
            @JsonProperty("ece") double ece) {
        this.accuracy = accuracy;
        this.nll = nll;
        this.ece = ece;
    }

    /**
     * Evaluates a network in inference mode.
     *
     * @param network a {@code MultiLayerNetwork} or {@code ComputationGraph} with one softmax output
     * @param images labeled batches; read to the end
     * @return the metrics
     */
    public static Metrics of(Model network, DataSetIterator images) {
        return Predictions.of(new AnyNetwork(network)::output, images).metrics();
    }

    /**
     * Evaluates given predictions.
     *
     * @param probabilities [images, classes], rows adding up to 1
     * @param labels [images, classes], one-hot
     * @return the metrics; NaN if a prediction is NaN
     */
    public static Metrics of(INDArray probabilities, INDArray labels) {
        if (probabilities.isNaN().any()) {
            return new Metrics(Double.NaN, Double.NaN, Double.NaN);
        }
        LabeledPredictions predictions = LabeledPredictions.of(probabilities, labels);
        return new Metrics(
                predictions.accuracy(),
                NegativeLogLikelihood.of(predictions),
                CalibrationError.expected(predictions, Binning.equalWidth(BINS)));
    }

    /**
     * Returns the fraction of right answers.
     *
     * @return in [0, 1]
     */
    public double accuracy() {
        return accuracy;
    }

    /**
     * Returns the mean negative log likelihood.
     *
     * @return in nats, from 0
     */
    public double nll() {
        return nll;
    }

    /**
     * Expected calibration error.
     *
     * @return in [0, 1]
     */
    public double ece() {
        return ece;
    }

    @Override
    public String toString() {
        return "accuracy " + accuracy + ", NLL " + nll + ", ECE " + ece;
    }
}
