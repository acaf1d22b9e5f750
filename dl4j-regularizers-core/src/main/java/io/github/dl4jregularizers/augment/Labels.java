package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Checks of labels. */
final class Labels {

    /** Rounding error of the sum of 1000 probabilities in half precision. */
    private static final double TOLERANCE = 1e-2;

    private Labels() {}

    /** Refuses labels that are not one distribution over classes per example. One-hot labels are distributions. */
    static void requireProbabilities(Batch batch) {
        INDArray labels = Arguments.required("labels", batch.labels);
        if (labels.rank() != 2
                || labels.size(0) != batch.size()
                || !labels.dataType().isFPType()) {
            throw Arguments.invalid(
                    "labels",
                    "one-hot or probabilities of shape [" + batch.size() + " examples, classes]",
                    labels.dataType() + " of shape " + Arrays.toString(labels.shape()));
        }
        Examples rows = Examples.of(labels);
        double[] row = new double[rows.length()];
        for (int i = 0; i < labels.size(0); i++) {
            double sum = 0;
            double smallest = 0;
            for (double value : rows.read(i, row)) {
                sum += value;
                smallest = Math.min(smallest, value);
            }
            if (!(smallest >= 0 && Math.abs(sum - 1) <= TOLERANCE)) {
                throw Arguments.invalid(
                        "labels of example " + i, "probabilities: >= 0, with sum 1", Arrays.toString(row));
            }
        }
    }
}
