package io.github.dl4jregularizers.earlystopping;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.backend.Backend;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Labels, predictions and mask of a batch; predictions are [examples, outputs, ...]. */
final class ValidationBatch {

    private final INDArray labels;
    private final INDArray predictions;
    private final INDArray mask;

    ValidationBatch(INDArray labels, INDArray predictions, INDArray mask) {
        this.labels = Arguments.required("labels", labels);
        this.predictions = predictions;
        this.mask = mask;
    }

    INDArray labels() {
        return labels;
    }

    INDArray predictions() {
        return predictions;
    }

    /** Null for none. */
    INDArray mask() {
        return mask;
    }

    /** Elements per example, time step or pixel. */
    int outputs() {
        return Math.toIntExact(predictions.size(1));
    }

    /** Returns the number of time steps or pixels per example. */
    int positions() {
        return Math.toIntExact(predictions.length() / predictions.size(0) / predictions.size(1));
    }

    /** False if an unmasked prediction is NaN or infinite. */
    boolean isFinite() {
        double[] values = values(predictions);
        double[] weights = weights(outputs());
        for (int i = 0; i < values.length; i++) {
            if (weights[i] != 0 && !Double.isFinite(values[i])) {
                return false;
            }
        }
        return true;
    }

    /** Elements in c order. */
    static double[] values(INDArray array) {
        return Backend.current().transfer().doubles(array);
    }

    /**
     * Returns the mask, repeated over the outputs it holds for, in c order of [examples, width, ...]; 1 without a mask.
     *
     * @param width number of outputs
     * @throws IllegalArgumentException if the mask has neither one element per position nor one per output
     */
    double[] weights(int width) {
        long examples = predictions.size(0);
        double[] weights = new double[Math.toIntExact(examples * width * positions())];
        if (mask == null) {
            Arrays.fill(weights, 1);
            return weights;
        }
        double[] given = values(mask);
        if (mask.size(0) == examples && given.length == weights.length) {
            return given;
        }
        if (mask.size(0) != examples || given.length != examples * positions()) {
            throw Arguments.invalid(
                    "mask of predictions of shape " + Arrays.toString(predictions.shape()),
                    "one number per example, time step or pixel",
                    "of shape " + Arrays.toString(mask.shape()));
        }
        for (int i = 0; i < weights.length; i++) {
            int example = i / (width * positions());
            weights[i] = given[example * positions() + i % positions()];
        }
        return weights;
    }
}
