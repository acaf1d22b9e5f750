package io.github.dl4jregularizers.calibration;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Reads labels, one-hot or as indices, as one class index per row. */
final class Labels {

    private Labels() {}

    /**
     * Reads the labels of rows.
     *
     * @param labels one-hot in the shape of the predictions [examples, classes, ...], or indices in that shape without
     *     the classes
     * @param shape of the predictions
     * @param rows rows to read; others may hold anything
     * @return class index of each of these rows
     */
    static int[] of(INDArray labels, long[] shape, int[] rows) {
        Arguments.required("labels", labels);
        if (Arrays.equals(labels.shape(), shape)) {
            double[][] oneHot = Rows.of("labels", labels);
            return IntStream.of(rows).map(row -> hot(row, oneHot[row])).toArray();
        }
        double[] indices = Rows.perRow("labels, unless one-hot like the predictions,", labels, shape);
        return IntStream.of(rows)
                .map(row -> index(row, indices[row], Math.toIntExact(shape[1])))
                .toArray();
    }

    private static int hot(int row, double[] values) {
        int hot = Rows.highest(values);
        for (int label = 0; label < values.length; label++) {
            if (values[label] != (label == hot ? 1 : 0)) {
                throw Arguments.invalid("labels in row " + row, "a single 1 among zeros", Arrays.toString(values));
            }
        }
        return hot;
    }

    private static int index(int row, double value, int classes) {
        if (!(value >= 0 && value < classes && value == Math.rint(value))) {
            throw Arguments.invalid("label in row " + row, "a whole number from 0 to " + (classes - 1), value);
        }
        return (int) value;
    }
}
