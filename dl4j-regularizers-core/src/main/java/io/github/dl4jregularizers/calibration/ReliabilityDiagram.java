package io.github.dl4jregularizers.calibration;

import io.github.dl4jregularizers.internal.Arguments;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Accuracy of predictions as a function of their confidence. Calibrated predictions lie on the diagonal. Immutable.
 *
 * <p>Formula: predictions are binned by confidence. For a bin B, accuracy = (number correct in B) / |B| and confidence
 * = (sum of confidences in B) / |B|. The diagram of a class uses the probability of that class as confidence, and its
 * frequency as the label as accuracy.
 *
 * <p>DL4J's {@code EvaluationCalibration} has diagrams of single classes only, in bins closed below, without an error.
 *
 * <p>Papers: DeGroot and Fienberg, "The comparison and evaluation of forecasters", 1983; Niculescu-Mizil and Caruana,
 * "Predicting good probabilities with supervised learning", ICML 2005.
 */
public final class ReliabilityDiagram implements Serializable {

    private static final long serialVersionUID = 1;

    private final List<Bin> bins;

    ReliabilityDiagram(long[] counts, double[] confidences, long[] hits) {
        List<Bin> filled = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                filled.add(new Bin(counts[i], confidences[i] / counts[i], (double) hits[i] / counts[i]));
            }
        }
        bins = Collections.unmodifiableList(filled);
    }

    /**
     * Returns the diagram of the predicted classes.
     *
     * @param predictions predictions with labels
     * @param binning bins of the confidences
     * @return the diagram
     * @throws IllegalArgumentException if an argument is missing
     */
    public static ReliabilityDiagram of(LabeledPredictions predictions, Binning binning) {
        Arguments.required("predictions", predictions);
        int size = predictions.size();
        return of(
                IntStream.range(0, size).mapToDouble(predictions::confidence).toArray(),
                IntStream.range(0, size)
                        .map(i -> predictions.isRight(i) ? 1 : 0)
                        .toArray(),
                binning);
    }

    /**
     * Returns the diagram of one class.
     *
     * @param predictions predictions with labels
     * @param label index of the class
     * @param binning bins of the probabilities
     * @return the diagram
     * @throws IllegalArgumentException if there is no such class or an argument is missing
     */
    public static ReliabilityDiagram ofClass(LabeledPredictions predictions, int label, Binning binning) {
        Arguments.required("predictions", predictions);
        Arguments.between("label", label, 0, predictions.classes() - 1);
        int size = predictions.size();
        return of(
                IntStream.range(0, size)
                        .mapToDouble(i -> predictions.probabilities(i)[label])
                        .toArray(),
                IntStream.range(0, size)
                        .map(i -> predictions.label(i) == label ? 1 : 0)
                        .toArray(),
                binning);
    }

    private static ReliabilityDiagram of(double[] probabilities, int[] isHit, Binning binning) {
        int[] binOf = Arguments.required("binning", binning).binsOf(probabilities);
        long[] counts = new long[binning.bins()];
        double[] sums = new double[counts.length];
        long[] hits = new long[counts.length];
        for (int i = 0; i < binOf.length; i++) {
            counts[binOf[i]]++;
            sums[binOf[i]] += probabilities[i];
            hits[binOf[i]] += isHit[i];
        }
        return new ReliabilityDiagram(counts, sums, hits);
    }

    /**
     * Returns the bins that are not empty.
     *
     * @return in order of confidence; unmodifiable
     */
    public List<Bin> bins() {
        return bins;
    }

    /**
     * Computes the expected calibration error: the mean distance from the diagonal, sum over bins of (|B| / n)
     * |accuracy - confidence|.
     *
     * @return in [0, 1]
     */
    public double expectedError() {
        double sum = 0;
        long count = 0;
        for (Bin bin : bins) {
            sum += bin.count * Math.abs(bin.accuracy - bin.confidence);
            count += bin.count;
        }
        return sum / count;
    }

    /**
     * Computes the maximum calibration error: the largest distance from the diagonal.
     *
     * @return in [0, 1]
     */
    public double maximumError() {
        return bins.stream()
                .mapToDouble(bin -> Math.abs(bin.accuracy - bin.confidence))
                .max()
                .orElse(Double.NaN);
    }

    @Override
    public String toString() {
        return bins.stream().map(Bin::toString).collect(Collectors.joining(", ", "ReliabilityDiagram(", ")"));
    }

    /** The predictions in a range of confidence. Immutable. */
    public static final class Bin implements Serializable {

        private static final long serialVersionUID = 1;

        /** Two-sided 95 % quantile of the normal distribution. */
        private static final double Z = 1.959963984540054;

        private final long count;
        private final double confidence;
        private final double accuracy;

        private Bin(long count, double confidence, double accuracy) {
            this.count = count;
            this.confidence = confidence;
            this.accuracy = accuracy;
        }

        /**
         * Returns the number of predictions in the bin.
         *
         * @return at least 1
         */
        public long count() {
            return count;
        }

        /**
         * Returns the mean confidence.
         *
         * @return in [0, 1]
         */
        public double confidence() {
            return confidence;
        }

        /**
         * Returns the share of correct predictions.
         *
         * @return in [0, 1]
         */
        public double accuracy() {
            return accuracy;
        }

        /**
         * Returns the lower bound of the 95 % confidence interval of the accuracy: Wilson's score interval, valid for
         * small bins.
         *
         * @return in [0, accuracy]
         */
        public double lowerAccuracy() {
            return Math.max(wilson(-1), 0);
        }

        /**
         * Returns the upper bound of the 95 % confidence interval of the accuracy: Wilson's score interval, valid for
         * small bins.
         *
         * @return in [accuracy, 1]
         */
        public double upperAccuracy() {
            return Math.min(wilson(1), 1);
        }

        private double wilson(int side) {
            double z2 = Z * Z / count;
            double spread = Z * Math.sqrt(accuracy * (1 - accuracy) / count + z2 / (4 * count));
            return (accuracy + z2 / 2 + side * spread) / (1 + z2);
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%d of confidence %.3f and accuracy %.3f", count, confidence, accuracy);
        }
    }
}
