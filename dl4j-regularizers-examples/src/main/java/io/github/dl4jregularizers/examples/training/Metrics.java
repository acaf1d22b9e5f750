package io.github.dl4jregularizers.examples.training;

import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * How good predicted distributions are on a set of images.
 *
 * <ul>
 *   <li>accuracy: share of images whose most probable class is the right one (of equal ones the first);
 *   <li>NLL: mean of -ln p(right class), in nats; a probability that underflowed to 0 counts as the smallest float, so
 *       that one image costs at most 103.3;
 *   <li>ECE: expected calibration error, sum over bins of (images in bin / images) |accuracy - mean confidence|, with 15
 *       bins of equal width ((m-1)/15, m/15] (Guo et al., "On Calibration of Modern Neural Networks", ICML 2017).
 * </ul>
 */
public final class Metrics {

    private static final int BINS = 15;

    private final double accuracy;
    private final double nll;
    private final double ece;

    /**
     * Known values.
     *
     * @param accuracy share of right answers
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
     * Lets a network look at images, in inference mode.
     *
     * @param network a {@code MultiLayerNetwork} or {@code ComputationGraph} with one softmax output
     * @param images labelled batches; read to the end
     * @return the metrics
     */
    public static Metrics of(Model network, DataSetIterator images) {
        AnyNetwork any = new AnyNetwork(network);
        Accumulator sum = new Accumulator();
        while (images.hasNext()) {
            DataSet batch = images.next();
            sum.add(any.output(batch.getFeatures()), batch.getLabels());
        }
        return sum.result();
    }

    /**
     * Share of right answers.
     *
     * @return in [0, 1]
     */
    public double accuracy() {
        return accuracy;
    }

    /**
     * Mean negative log likelihood.
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

    /** Collects predictions batch by batch. */
    public static final class Accumulator {

        private final long[] count = new long[BINS];
        private final long[] right = new long[BINS];
        private final double[] confidence = new double[BINS];
        private double nll;

        /** Nothing added yet. */
        public Accumulator() {}

        /**
         * Adds a batch.
         *
         * @param probabilities [batch, classes], rows adding up to 1
         * @param labels [batch, classes], one-hot
         */
        public void add(INDArray probabilities, INDArray labels) {
            double[][] predicted = probabilities.toDoubleMatrix();
            double[][] wanted = labels.toDoubleMatrix();
            for (int i = 0; i < predicted.length; i++) {
                add(predicted[i], highest(wanted[i]));
            }
        }

        private void add(double[] probabilities, int label) {
            int answer = highest(probabilities);
            double sure = probabilities[answer];
            int bin = Math.min(Math.max((int) Math.ceil(sure * BINS) - 1, 0), BINS - 1);
            count[bin]++;
            confidence[bin] += sure;
            right[bin] += answer == label ? 1 : 0;
            nll -= Math.log(Math.max(probabilities[label], Float.MIN_VALUE));
        }

        private static int highest(double[] values) {
            int highest = 0;
            for (int i = 1; i < values.length; i++) {
                highest = values[i] > values[highest] ? i : highest;
            }
            return highest;
        }

        /**
         * The metrics of all that was added.
         *
         * @return the metrics; not numbers if nothing was added or predictions are not numbers
         */
        public Metrics result() {
            double images = 0;
            double answers = 0;
            double gap = 0;
            for (int bin = 0; bin < BINS; bin++) {
                images += count[bin];
                answers += right[bin];
                gap += Math.abs(right[bin] - confidence[bin]);
            }
            return new Metrics(answers / images, nll / images, gap / images);
        }
    }
}
