package io.github.dl4jregularizers.calibration;

import io.github.dl4jregularizers.internal.Arguments;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Calibrates probabilities by an affine map of the logits, fitted on validation data: matrix scaling with off-diagonal
 * and intercept regularization (ODIR).
 *
 * <p>Formula: p = softmax(W z + b) for logits z. The logarithms of probabilities serve as logits (Dirichlet
 * calibration). W and b minimize the mean negative log-likelihood of the validation labels plus two penalties. They are
 * offDiagonal times the mean square of W outside its diagonal, and intercept times the mean square of b. The problem is
 * convex; L-BFGS starts at W = I, b = 0. For K classes there are K^2 + K parameters: without penalties it overfits
 * small validation sets. Fit on data that are used neither for training nor for the test. Immutable.
 *
 * <p>Papers: Guo et al., "On Calibration of Modern Neural Networks", ICML 2017; ODIR: Kull et al., "Beyond temperature
 * scaling", NeurIPS 2019.
 */
public final class MatrixScaling extends AffineScaling {

    private static final long serialVersionUID = 1;

    @JsonCreator
    private MatrixScaling(
            @JsonProperty(value = "parameters", required = true) double[] parameters,
            @JsonProperty(value = "classes", required = true) int classes) {
        super(parameters, classes);
    }

    private static MatrixScaling fit(double[][] logits, int[] labels, double offDiagonal, double intercept) {
        AffineLikelihood likelihood = new AffineLikelihood(
                logits,
                labels,
                false,
                Arguments.nonNegative("offDiagonal", offDiagonal),
                Arguments.nonNegative("intercept", intercept));
        return new MatrixScaling(minimum(likelihood), logits[0].length);
    }

    /**
     * Fits to probabilities.
     *
     * @param validation predictions with labels
     * @param offDiagonal penalty of W outside its diagonal, finite and at least 0; chosen by cross-validation in the
     *     paper
     * @param intercept penalty of b, finite and at least 0
     * @return the scaling
     * @throws IllegalArgumentException if validation is missing or a penalty is outside its range
     */
    public static MatrixScaling fit(LabeledPredictions validation, double offDiagonal, double intercept) {
        return fit(logits(validation), labels(validation), offDiagonal, intercept);
    }

    /**
     * Fits to logits.
     *
     * @param logits of validation data, [examples, classes]: the inputs of the softmax, finite
     * @param oneHotLabels in the same shape, or indices of classes [examples]
     * @param offDiagonal penalty of W outside its diagonal, finite and at least 0
     * @param intercept penalty of b, finite and at least 0
     * @return the scaling
     * @throws IllegalArgumentException if a penalty is outside its range, logits are not finite, or labels are neither
     *     one-hot nor indices of the classes, or of another shape
     */
    public static MatrixScaling fitLogits(
            INDArray logits, INDArray oneHotLabels, double offDiagonal, double intercept) {
        double[][] rows = TemperatureScaling.finiteRows(logits);
        return fit(rows, labels(oneHotLabels, logits, rows.length), offDiagonal, intercept);
    }

    /**
     * Returns the matrix.
     *
     * @return W, a copy: [classes out][classes in]
     */
    public double[][] weights() {
        double[][] weights = new double[classes()][classes()];
        for (int k = 0; k < weights.length; k++) {
            for (int j = 0; j < weights.length; j++) {
                weights[k][j] = weight(k, j);
            }
        }
        return weights;
    }

    /**
     * Reads the output of {@link #toJson}.
     *
     * @param json the text
     * @return the same scaling
     * @throws IllegalArgumentException if the text is something else
     */
    public static MatrixScaling fromJson(String json) {
        return Json.read(json, MatrixScaling.class);
    }

    @Override
    public String toString() {
        return "MatrixScaling(" + classes() + " classes)";
    }
}
