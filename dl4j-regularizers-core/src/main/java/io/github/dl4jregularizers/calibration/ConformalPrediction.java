package io.github.dl4jregularizers.calibration;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.BackendNoise;
import io.github.dl4jregularizers.noise.NoiseSource;
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
 * Predicts sets of classes that hold the right one at a rate chosen in advance, however bad the network is: split
 * conformal prediction.
 *
 * <p>Formula: with a {@link ConformalScore} s, high for classes that would surprise, the threshold is the
 * ceil((n+1)(1-alpha))-th smallest score of the labels of n calibration examples, and the set of x is {y: s(x, y) &lt;=
 * threshold}. Then P(label in set) is at least 1 - alpha, and at most 1 - alpha + 1/(n+1) unless scores tie: for a new
 * example exchangeable with the calibration examples, on average over both. With fewer than (1 - alpha) / alpha
 * calibration examples that order does not exist; the threshold is infinite then, and sets hold every class.
 *
 * <p>The guarantee needs calibration data that was used neither for training nor for the test. Steps of one sequence or
 * pixels of one image are not exchangeable with those of another, so it does not hold for them one by one. A set may be
 * empty, where every class would surprise. Immutable.
 *
 * <p>Papers: Vovk et al., "Algorithmic Learning in a Random World", 2005; Angelopoulos and Bates, "A Gentle Introduction
 * to Conformal Prediction", 2021.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
public final class ConformalPrediction {

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
     * Finds the threshold.
     *
     * @param score what makes a class surprising
     * @param probabilities of calibration data, [examples, classes], rows that sum to 1
     * @param oneHotLabels in the same shape, or indices of classes [examples]
     * @param miscoverage alpha, the rate at which a set may lack the right class, in (0, 1)
     * @return the calibrated predictor
     * @throws IllegalArgumentException if miscoverage is outside its range, or as
     *     {@link LabelledPredictions#of(INDArray, INDArray)}
     */
    public static ConformalPrediction calibrate(
            ConformalScore score, INDArray probabilities, INDArray oneHotLabels, double miscoverage) {
        return calibrate(score, LabelledPredictions.of(probabilities, oneHotLabels), miscoverage);
    }

    /**
     * Finds the threshold.
     *
     * @param score what makes a class surprising
     * @param calibration predictions with the right answers
     * @param miscoverage alpha, the rate at which a set may lack the right class, in (0, 1)
     * @return the calibrated predictor
     * @throws IllegalArgumentException if miscoverage is outside its range or an argument is missing
     */
    public static ConformalPrediction calibrate(
            ConformalScore score, LabelledPredictions calibration, double miscoverage) {
        return calibrate(score, calibration, miscoverage, BackendNoise.INSTANCE);
    }

    /**
     * Finds the threshold.
     *
     * @param score what makes a class surprising
     * @param calibration predictions with the right answers
     * @param miscoverage alpha, the rate at which a set may lack the right class, in (0, 1)
     * @param noise where a randomised score draws from, now and in {@link #predict}
     * @return the calibrated predictor
     * @throws IllegalArgumentException if miscoverage is outside its range or an argument is missing
     */
    public static ConformalPrediction calibrate(
            ConformalScore score, LabelledPredictions calibration, double miscoverage, NoiseSource noise) {
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

    /** ceil((n+1)(1-alpha)) of the decimal number alpha: in binary, products that ought to be whole may come out above. */
    private static int order(int n, double miscoverage) {
        return BigDecimal.ONE
                .subtract(BigDecimal.valueOf(miscoverage))
                .multiply(BigDecimal.valueOf(n + 1L))
                .setScale(0, RoundingMode.CEILING)
                .intValueExact();
    }

    /**
     * The same predictor with another source of the randomised score's draws.
     *
     * @param newNoise where {@link #predict} draws from
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
     * @return a set for each example
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
     * The highest score that a class in a set may have.
     *
     * @return infinite if there were too few calibration examples for the miscoverage
     */
    public double threshold() {
        return threshold;
    }

    /**
     * The predictor as text.
     *
     * @return JSON, for {@link #fromJson}; without the noise source
     */
    public String toJson() {
        return Json.write(this);
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @param json the text
     * @return the same predictor; a randomised score draws from the backend's generator
     * @throws IllegalArgumentException if the text is something else
     */
    public static ConformalPrediction fromJson(String json) {
        return Json.read(json, ConformalPrediction.class);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConformalPrediction
                && score == ((ConformalPrediction) other).score
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
