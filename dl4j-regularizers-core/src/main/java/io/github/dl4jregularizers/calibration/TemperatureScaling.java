package io.github.dl4jregularizers.calibration;

import io.github.dl4jregularizers.internal.Arguments;
import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Calibrates probabilities by one temperature, fitted on validation data. The order of classes, and so the accuracy,
 * does not change.
 *
 * <p>Formula: p_k = softmax(z / T)_k for logits z. Probabilities and logits have the same result, because softmax(ln p
 * / T) is equal. Probabilities that underflowed to 0 are raised to the smallest float, 1.4e-45. T above 1 lowers the
 * confidence.
 *
 * <p>T minimizes the negative log-likelihood of the validation labels, which is convex in 1 / T. A bracketed Newton
 * iteration finds the minimum, with T in [0.01, 100]. T is 0.01 if every validation label is the most probable class,
 * whose optimum is T = 0. T is 100 if probabilities do not depend on the labels. {@link #isAtLimit()} reports both. Fit
 * on data that are used neither for training nor for the test. Immutable.
 *
 * <p>Paper: Guo et al., "On Calibration of Modern Neural Networks", ICML 2017.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
public final class TemperatureScaling implements Serializable {

    private static final long serialVersionUID = 1;

    /** Bounds of fitted temperatures. */
    private static final double LOWEST = 0.01;

    private static final double HIGHEST = 100;
    private static final double RELATIVE_PRECISION = 1e-13;
    private static final int MOST_STEPS = 200;

    private final double temperature;

    @JsonCreator
    private TemperatureScaling(@JsonProperty(value = "temperature", required = true) double temperature) {
        this.temperature = Arguments.positive("temperature", temperature);
    }

    /**
     * Creates a scaling with a known temperature.
     *
     * @param temperature finite, above 0; 1 changes nothing
     * @return the scaling
     * @throws IllegalArgumentException if temperature is outside its range
     */
    public static TemperatureScaling of(double temperature) {
        return new TemperatureScaling(temperature);
    }

    /**
     * Fits the temperature to probabilities.
     *
     * @param probabilities of validation data, [examples, classes], rows that sum to 1
     * @param oneHotLabels in the same shape, or indices of classes [examples]
     * @return the scaling
     * @throws IllegalArgumentException as {@link #fit(LabeledPredictions)} and
     *     {@link LabeledPredictions#of(INDArray, INDArray)}
     */
    public static TemperatureScaling fit(INDArray probabilities, INDArray oneHotLabels) {
        return fit(LabeledPredictions.of(probabilities, oneHotLabels));
    }

    /**
     * Fits the temperature to probabilities.
     *
     * @param validation predictions with labels
     * @return the scaling
     * @throws IllegalArgumentException if every prediction is uniform over the classes, which no
     *     temperature changes
     */
    public static TemperatureScaling fit(LabeledPredictions validation) {
        Arguments.required("validation", validation);
        return fit(
                "probabilities",
                IntStream.range(0, validation.size())
                        .mapToObj(i -> logarithms(validation.probabilities(i)))
                        .toArray(double[][]::new),
                IntStream.range(0, validation.size()).map(validation::label).toArray());
    }

    /**
     * Fits the temperature to logits.
     *
     * @param logits of validation data, [examples, classes]: the inputs of the softmax, finite
     * @param oneHotLabels in the same shape, or indices of classes [examples]
     * @return the scaling
     * @throws IllegalArgumentException if logits are not finite or all rows uniform, or labels are of another shape or
     *     neither one-hot nor indices
     */
    public static TemperatureScaling fitLogits(INDArray logits, INDArray oneHotLabels) {
        double[][] rows = finiteRows(logits);
        int[] all = IntStream.range(0, rows.length).toArray();
        return fit("logits", rows, Labels.of(oneHotLabels, logits.shape(), all));
    }

    private static TemperatureScaling fit(String name, double[][] logits, int[] labels) {
        if (Arrays.stream(logits).allMatch(row -> Arrays.stream(row).allMatch(value -> value == row[0]))) {
            throw Arguments.invalid(name, "different between classes", "the same for all of them in every row");
        }
        return new TemperatureScaling(1 / inverseTemperature(new TemperatureLikelihood(logits, labels)));
    }

    /** Finds the root of an increasing function by Newton's method, with bisection where a step leaves the bracket. */
    private static double inverseTemperature(TemperatureLikelihood likelihood) {
        double low = 1 / HIGHEST;
        double high = 1 / LOWEST;
        if (likelihood.slope(low) >= 0) {
            return low;
        }
        if (likelihood.slope(high) <= 0) {
            return high;
        }
        double inverse = 1;
        for (int step = 0; step < MOST_STEPS && high - low > RELATIVE_PRECISION * low; step++) {
            double slope = likelihood.slope(inverse);
            if (slope < 0) {
                low = inverse;
            } else {
                high = inverse;
            }
            double newton = inverse - slope / likelihood.curvature();
            double next = newton >= low && newton <= high ? newton : Math.sqrt(low * high);
            if (Math.abs(next - inverse) <= RELATIVE_PRECISION * inverse) {
                return next;
            }
            inverse = next;
        }
        return inverse;
    }

    /**
     * Scales probabilities.
     *
     * @param probabilities [examples, classes, ...], rows that sum to 1
     * @return a new array of the same shape and type
     * @throws IllegalArgumentException if a row is not a distribution
     */
    public INDArray apply(INDArray probabilities) {
        double[][] rows = Rows.ofProbabilities(probabilities);
        return scaled(Arrays.stream(rows).map(TemperatureScaling::logarithms).toArray(double[][]::new), probabilities);
    }

    /**
     * Computes scaled probabilities from logits.
     *
     * @param logits [examples, classes, ...], finite
     * @return probabilities, a new array of the same shape and type
     * @throws IllegalArgumentException if a logit is not finite
     */
    public INDArray applyToLogits(INDArray logits) {
        return scaled(finiteRows(logits), logits);
    }

    private INDArray scaled(double[][] logits, INDArray like) {
        for (double[] row : logits) {
            TemperatureLikelihood.softmax(row, 1 / temperature, row);
        }
        return Rows.toArray(logits, like);
    }

    static double[] logarithms(double[] probabilities) {
        return Arrays.stream(probabilities).map(NegativeLogLikelihood::safeLog).toArray();
    }

    static double[][] finiteRows(INDArray logits) {
        double[][] rows = Rows.of("logits", logits);
        for (int row = 0; row < rows.length; row++) {
            for (double value : rows[row]) {
                Arguments.finite("logits in row " + row, value);
            }
        }
        return rows;
    }

    /**
     * Returns the temperature.
     *
     * @return above 0; above 1 for overconfident predictions
     */
    public double temperature() {
        return temperature;
    }

    /**
     * Tests whether the fit ended at a limit, 0.01 or 100, because the validation data have no minimum in between.
     *
     * @return true if the temperature is a limit instead of a minimum
     */
    public boolean isAtLimit() {
        return temperature <= LOWEST || temperature >= HIGHEST;
    }

    /**
     * Writes the scaling as text.
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
     * @return the same scaling
     * @throws IllegalArgumentException if the text is something else
     */
    public static TemperatureScaling fromJson(String json) {
        return Json.read(json, TemperatureScaling.class);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TemperatureScaling
                && Double.compare(temperature, ((TemperatureScaling) other).temperature) == 0;
    }

    @Override
    public int hashCode() {
        return Double.hashCode(temperature);
    }

    @Override
    public String toString() {
        return "TemperatureScaling(" + temperature + (isAtLimit() ? ", at the limit)" : ")");
    }
}
