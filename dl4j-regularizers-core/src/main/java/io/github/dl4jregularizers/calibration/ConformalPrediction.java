package io.github.dl4jregularizers.calibration;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.BackendNoise;
import io.github.dl4jregularizers.noise.NoiseSource;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Split conformal prediction: sets of classes that contain the label at a chosen rate, for any network.
 *
 * <p>Formula: with a {@link ConformalScore} s, high for unlikely classes, the threshold is the ceil((n+1)(1-alpha))-th
 * smallest score of the labels of n calibration examples. The set of x is {y: s(x, y) &lt;= threshold}. For
 * exchangeable calibration and test examples, P(label in set) is at least 1 - alpha, and at most 1 - alpha + 1/(n+1)
 * without ties. With fewer than (1 - alpha) / alpha calibration examples the threshold is infinite and sets contain
 * every class.
 *
 * <p>Calibration data must be used neither for training nor for the test. The guarantee does not hold for single steps
 * or pixels: those of one sequence or image are not exchangeable with those of another. A set may be empty. Immutable.
 * A copy from JSON or Java serialization draws from ND4J's generator: call {@link #withNoise} again.
 *
 * <p>Papers: Vovk et al., "Algorithmic Learning in a Random World", 2005; Angelopoulos and Bates, "A Gentle
 * Introduction to Conformal Prediction", 2021.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
public final class ConformalPrediction implements Serializable {

    private static final long serialVersionUID = 1;

    private final ConformalScore score;
    private final double threshold;
    private final transient NoiseSource noise;

    @JsonCreator
    private ConformalPrediction(
            @JsonProperty(value = "score", required = true) ConformalScore score,
            @JsonProperty(value = "threshold", required = true) double threshold) {
        this(score, threshold, BackendNoise.INSTANCE);
    }

    private ConformalPrediction(ConformalScore score, double threshold, NoiseSource noise) {
        this.score = Arguments.required("score", score);
        if (Double.isNaN(threshold)) {
            throw Arguments.invalid("threshold", "a number", threshold);
        }
        this.threshold = threshold;
        this.noise = noise;
    }

    /**
     * Computes the threshold.
     *
     * @param score of classes
     * @param probabilities of calibration data, [examples, classes], rows that sum to 1
     * @param oneHotLabels in the same shape, or indices of classes [examples]
     * @param miscoverage alpha, the allowed rate of sets without the label, in (0, 1)
     * @return the calibrated predictor
     * @throws IllegalArgumentException if miscoverage is outside its range, or as
     *     {@link LabeledPredictions#of(INDArray, INDArray)}
     */
    public static ConformalPrediction calibrate(
            ConformalScore score, INDArray probabilities, INDArray oneHotLabels, double miscoverage) {
        return calibrate(score, LabeledPredictions.of(probabilities, oneHotLabels), miscoverage);
    }

    /**
     * Computes the threshold.
     *
     * @param score of classes
     * @param calibration predictions with labels
     * @param miscoverage alpha, the allowed rate of sets without the label, in (0, 1)
     * @return the calibrated predictor
     * @throws IllegalArgumentException if miscoverage is outside its range or an argument is missing
     */
    public static ConformalPrediction calibrate(
            ConformalScore score, LabeledPredictions calibration, double miscoverage) {
        return calibrate(score, calibration, miscoverage, BackendNoise.INSTANCE);
    }

    /**
     * Computes the threshold.
     *
     * @param score of classes
     * @param calibration predictions with labels
     * @param miscoverage alpha, the allowed rate of sets without the label, in (0, 1)
     * @param noise source of the draws of a randomized score, here and in {@link #predict}
     * @return the calibrated predictor
     * @throws IllegalArgumentException if miscoverage is outside its range or an argument is missing
     */
    public static ConformalPrediction calibrate(
            ConformalScore score, LabeledPredictions calibration, double miscoverage, NoiseSource noise) {
        Arguments.required("score", score);
        Arguments.required("calibration", calibration);
        Arguments.required("noise", noise);
        double[] scores = IntStream.range(0, calibration.size())
                .mapToDouble(i -> score.of(calibration.probabilities(i), score.draw(noise))[calibration.label(i)])
                .sorted()
                .toArray();
        int order = order(scores.length, Arguments.properShare("miscoverage", miscoverage));
        return new ConformalPrediction(
                score, order > scores.length ? Double.POSITIVE_INFINITY : scores[order - 1], noise);
    }

    private Object readResolve() {
        return new ConformalPrediction(score, threshold);
    }

    /** Returns ceil((n+1)(1-alpha)) for the decimal alpha. Binary products may round above a whole number. */
    static int order(int n, double miscoverage) {
        return BigDecimal.ONE
                .subtract(BigDecimal.valueOf(miscoverage))
                .multiply(BigDecimal.valueOf(n + 1L))
                .setScale(0, RoundingMode.CEILING)
                .intValueExact();
    }

    /**
     * Sets the source of the randomized score's draws.
     *
     * @param newNoise source of the draws in {@link #predict}
     * @return a copy
     * @throws IllegalArgumentException if newNoise is missing
     */
    public ConformalPrediction withNoise(NoiseSource newNoise) {
        return new ConformalPrediction(score, threshold, Arguments.required("noise", newNoise));
    }

    /**
     * Predicts sets of classes.
     *
     * @param probabilities [examples, classes], rows that sum to 1
     * @return one set per example
     * @throws IllegalArgumentException if a row is not a distribution
     */
    public PredictionSets predict(INDArray probabilities) {
        double[][] rows = Rows.ofProbabilities(probabilities);
        boolean[][] sets = new boolean[rows.length][rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            double[] scores = score.of(rows[i], score.draw(noise));
            for (int label = 0; label < scores.length; label++) {
                sets[i][label] = scores[label] <= threshold;
            }
        }
        return new PredictionSets(sets, probabilities.shape());
    }

    /**
     * Returns the highest score of a class in a set.
     *
     * @return infinite if there were too few calibration examples for the miscoverage
     */
    public double threshold() {
        return threshold;
    }

    /**
     * Writes the predictor as text.
     *
     * @return JSON, for {@link #fromJson}; without the noise source
     */
    public String toJson() {
        return Json.write(this);
    }

    /**
     * Reads the output of {@link #toJson}.
     *
     * @param json the text
     * @return the same predictor; a randomized score draws from ND4J's generator
     * @throws IllegalArgumentException if the text is something else
     */
    public static ConformalPrediction fromJson(String json) {
        return Json.read(json, ConformalPrediction.class);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConformalPrediction
                && score.equals(((ConformalPrediction) other).score)
                && Double.compare(threshold, ((ConformalPrediction) other).threshold) == 0;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(new Object[] {score, threshold});
    }

    @Override
    public String toString() {
        return "ConformalPrediction(" + score + ", threshold " + threshold + ")";
    }
}
