package io.github.dl4jregularizers.calibration;

import io.github.dl4jregularizers.internal.Arguments;
import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;

/** Calibrated probabilities softmax(W z + b) of logits z. */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
abstract class AffineScaling implements Serializable {

    private static final long serialVersionUID = 1;

    /** W in c order, then b. */
    private final double[] parameters;

    private final int classes;

    AffineScaling(double[] parameters, int classes) {
        this.parameters = Arguments.required("parameters", parameters);
        this.classes = classes;
        if (parameters.length != classes * (classes + 1)) {
            throw Arguments.invalid(
                    "number of parameters",
                    classes * (classes + 1) + " for " + classes + " classes",
                    parameters.length);
        }
        for (double parameter : parameters) {
            Arguments.finite("parameter", parameter);
        }
    }

    /** The logarithms of probabilities are used as logits: the softmax is the same. */
    static double[][] logits(LabeledPredictions validation) {
        Arguments.required("validation", validation);
        return IntStream.range(0, validation.size())
                .mapToObj(i -> TemperatureScaling.logarithms(validation.probabilities(i)))
                .toArray(double[][]::new);
    }

    static int[] labels(LabeledPredictions validation) {
        return IntStream.range(0, validation.size()).map(validation::label).toArray();
    }

    static int[] labels(INDArray labels, INDArray logits, int rows) {
        return Labels.of(labels, logits.shape(), IntStream.range(0, rows).toArray());
    }

    static double[] minimum(AffineLikelihood likelihood) {
        return LimitedMemoryBfgs.minimize(likelihood::at, likelihood.start());
    }

    /**
     * Scales probabilities.
     *
     * @param probabilities [examples, classes, ...], rows that sum to 1
     * @return a new array of the same shape and type
     * @throws IllegalArgumentException if a row is not a distribution, or the number of classes differs
     */
    public final INDArray apply(INDArray probabilities) {
        double[][] rows = Rows.ofProbabilities(probabilities);
        return scaled(Arrays.stream(rows).map(TemperatureScaling::logarithms).toArray(double[][]::new), probabilities);
    }

    /**
     * Computes scaled probabilities from logits.
     *
     * @param logits [examples, classes, ...], finite
     * @return probabilities, a new array of the same shape and type
     * @throws IllegalArgumentException if a logit is not finite, or the number of classes differs
     */
    public final INDArray applyToLogits(INDArray logits) {
        return scaled(TemperatureScaling.finiteRows(logits), logits);
    }

    private INDArray scaled(double[][] logits, INDArray like) {
        if (logits[0].length != classes) {
            throw Arguments.invalid("number of classes", classes + ", that of the validation data", logits[0].length);
        }
        for (double[] row : logits) {
            double[] scaled = new double[classes];
            AffineLikelihood.apply(parameters, row, scaled);
            TemperatureLikelihood.softmax(scaled, 1, row);
        }
        return Rows.toArray(logits, like);
    }

    /** W, row by row. */
    final double weight(int row, int column) {
        return parameters[row * classes + column];
    }

    final int classes() {
        return classes;
    }

    /**
     * Returns the biases.
     *
     * @return b, a copy; one per class
     */
    public final double[] bias() {
        return Arrays.copyOfRange(parameters, classes * classes, parameters.length);
    }

    /**
     * Writes the scaling as text.
     *
     * @return JSON, for {@code fromJson}
     */
    public final String toJson() {
        return Json.write(this);
    }

    @Override
    public final boolean equals(Object other) {
        return other != null
                && getClass() == other.getClass()
                && Arrays.equals(parameters, ((AffineScaling) other).parameters);
    }

    @Override
    public final int hashCode() {
        return Arrays.hashCode(parameters);
    }
}
