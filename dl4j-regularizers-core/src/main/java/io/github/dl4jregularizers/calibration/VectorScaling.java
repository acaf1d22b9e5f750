package io.github.dl4jregularizers.calibration;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Calibrates probabilities by a weight and a bias per class, fitted on validation data: vector scaling.
 *
 * <p>Formula: p = softmax(w z + b), elementwise, for logits z. The logarithms of probabilities serve as logits.
 * Probabilities that underflowed to 0 are raised to the smallest float, 1.4e-45. w and b minimize the mean negative
 * log-likelihood of the validation labels, which is convex; L-BFGS starts at w = 1, b = 0. Unlike {@link
 * TemperatureScaling} it can change the predicted class. It corrects probabilities that are too high for some classes
 * and too low for others. Fit on data that serve neither training nor the test. Immutable.
 *
 * <p>Paper: Guo et al., "On Calibration of Modern Neural Networks", ICML 2017.
 */
public final class VectorScaling extends AffineScaling {

    private static final long serialVersionUID = 1;

    @JsonCreator
    private VectorScaling(
            @JsonProperty(value = "parameters", required = true) double[] parameters,
            @JsonProperty(value = "classes", required = true) int classes) {
        super(parameters, classes);
    }

    private static VectorScaling fit(double[][] logits, int[] labels) {
        return new VectorScaling(minimum(new AffineLikelihood(logits, labels, true, 0, 0)), logits[0].length);
    }

    /**
     * Fits to probabilities.
     *
     * @param probabilities of validation data, [examples, classes], rows that sum to 1
     * @param oneHotLabels in the same shape, or indices of classes [examples]
     * @return the scaling
     * @throws IllegalArgumentException as {@link LabeledPredictions#of(INDArray, INDArray)}
     */
    public static VectorScaling fit(INDArray probabilities, INDArray oneHotLabels) {
        return fit(LabeledPredictions.of(probabilities, oneHotLabels));
    }

    /**
     * Fits to probabilities.
     *
     * @param validation predictions with labels
     * @return the scaling
     * @throws IllegalArgumentException if validation is missing
     */
    public static VectorScaling fit(LabeledPredictions validation) {
        return fit(logits(validation), labels(validation));
    }

    /**
     * Fits to logits.
     *
     * @param logits of validation data, [examples, classes]: the inputs of the softmax, finite
     * @param oneHotLabels in the same shape, or indices of classes [examples]
     * @return the scaling
     * @throws IllegalArgumentException if logits are not finite, or labels are neither one-hot nor indices of the
     *     classes, or of another shape
     */
    public static VectorScaling fitLogits(INDArray logits, INDArray oneHotLabels) {
        double[][] rows = TemperatureScaling.finiteRows(logits);
        return fit(rows, labels(oneHotLabels, logits, rows.length));
    }

    /**
     * Returns the weights.
     *
     * @return w, a copy; one per class
     */
    public double[] weights() {
        double[] weights = new double[classes()];
        Arrays.setAll(weights, k -> weight(k, k));
        return weights;
    }

    /**
     * Reads the output of {@link #toJson}.
     *
     * @param json the text
     * @return the same scaling
     * @throws IllegalArgumentException if the text is something else
     */
    public static VectorScaling fromJson(String json) {
        return Json.read(json, VectorScaling.class);
    }

    @Override
    public String toString() {
        return "VectorScaling(" + Arrays.toString(weights()) + ", " + Arrays.toString(bias()) + ")";
    }
}
