package io.github.dl4jregularizers.calibration;

import io.github.dl4jregularizers.internal.Arguments;
import java.io.Serializable;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Conformalized quantile regression (CQR): intervals that contain the target of a regression at a chosen rate.
 *
 * <p>Formula: a calibration example with predicted bounds and target y has the score max(lower - y, y - upper). The
 * margin is the ceil((n+1)(1-alpha))-th smallest score. Intervals are [lower - margin, upper + margin]. P(target in
 * interval) is at least 1 - alpha, and at most 1 - alpha + 1/(n+1) without ties, for examples exchangeable with the
 * calibration examples. The margin is negative for bounds that are too wide. It is infinite for fewer than (1 - alpha)
 * / alpha calibration examples.
 *
 * <p>Bounds are outputs of a quantile regression, or quantiles of a {@code PredictiveDistribution}, of any shape. Each
 * number counts as one example. Calibration data must be used neither for training nor for the test. Immutable.
 *
 * <p>Paper: Romano et al., "Conformalized Quantile Regression", NeurIPS 2019.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
public final class ConformalizedQuantileRegression implements Serializable {

    private static final long serialVersionUID = 1;

    private final double margin;

    @JsonCreator
    private ConformalizedQuantileRegression(@JsonProperty(value = "margin", required = true) double margin) {
        if (Double.isNaN(margin)) {
            throw Arguments.invalid("margin", "a number", margin);
        }
        this.margin = margin;
    }

    /**
     * Computes the margin.
     *
     * @param bounds predicted bounds of the calibration examples
     * @param targets of the shape of the bounds, finite
     * @param miscoverage alpha, the allowed rate of intervals without the target, in (0, 1)
     * @return the calibrated predictor
     * @throws IllegalArgumentException if an argument is missing or out of its range, or shapes differ
     */
    public static ConformalizedQuantileRegression calibrate(
            PredictionIntervals bounds, INDArray targets, double miscoverage) {
        double[] scores = Arguments.required("bounds", bounds).scores(targets);
        Arrays.sort(scores);
        int order = ConformalPrediction.order(scores.length, Arguments.properShare("miscoverage", miscoverage));
        return new ConformalizedQuantileRegression(
                order > scores.length ? Double.POSITIVE_INFINITY : scores[order - 1]);
    }

    /**
     * Widens predicted bounds by the margin. Bounds that a negative margin would make cross become their midpoint.
     *
     * @param bounds predicted bounds
     * @return the intervals
     * @throws IllegalArgumentException if bounds is missing
     */
    public PredictionIntervals predict(PredictionIntervals bounds) {
        return Arguments.required("bounds", bounds).widened(margin);
    }

    /**
     * Returns the distance added to both bounds.
     *
     * @return in the unit of the targets; infinite for too few calibration examples
     */
    public double margin() {
        return margin;
    }

    /**
     * Writes the predictor as text.
     *
     * @return JSON, for {@link #fromJson}
     */
    public String toJson() {
        return Json.write(this);
    }

    /**
     * Reads the output of {@link #toJson}.
     *
     * @param json the text
     * @return the same predictor
     * @throws IllegalArgumentException if the text is something else
     */
    public static ConformalizedQuantileRegression fromJson(String json) {
        return Json.read(json, ConformalizedQuantileRegression.class);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConformalizedQuantileRegression
                && Double.compare(margin, ((ConformalizedQuantileRegression) other).margin) == 0;
    }

    @Override
    public int hashCode() {
        return Double.hashCode(margin);
    }

    @Override
    public String toString() {
        return "ConformalizedQuantileRegression(margin " + margin + ")";
    }
}
