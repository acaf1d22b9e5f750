package io.github.dl4jregularizers.calibration;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.backend.Backend;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Converts arrays [examples, classes, ...] to one row of classes per example, time step or pixel, and back.
 */
final class Rows {

    /** Largest error of a sum of probabilities in single or double precision, and of numbers rounded for print. */
    private static final double SUM_TOLERANCE = 1e-3;

    /** Largest error of a softmax in half precision, in units of sqrt(classes): four times the unit roundoff, 2^-11. */
    private static final double HALF_TOLERANCE = 0x1p-9;

    /** Largest error of a softmax in bfloat16, in units of sqrt(classes): four times the unit roundoff, 2^-8. */
    private static final double BFLOAT16_TOLERANCE = 0x1p-6;

    private Rows() {}

    /**
     * Reads the rows of an array.
     *
     * @param name the argument's name
     * @param array [examples, classes, ...], at least 2 classes
     * @return [rows][classes]: examples in order, their steps or pixels in c order
     */
    static double[][] of(String name, INDArray array) {
        Arguments.notEmpty(name, array);
        if (array.rank() < 2 || array.size(1) < 2) {
            throw Arguments.invalid(
                    name,
                    "of shape [examples, 2 or more classes, ...] (one sigmoid output p makes the columns 1 - p and p)",
                    "of shape " + Arrays.toString(array.shape()));
        }
        double[] values = values(array);
        int classes = Math.toIntExact(array.size(1));
        int inner = inner(array);
        double[][] rows = new double[values.length / classes][classes];
        for (int row = 0; row < rows.length; row++) {
            for (int label = 0; label < classes; label++) {
                rows[row][label] = values[position(row, label, classes, inner)];
            }
        }
        return rows;
    }

    /** Returns an array with the given rows, of the shape and type of another. */
    static INDArray toArray(double[][] rows, INDArray like) {
        int classes = rows[0].length;
        int inner = inner(like);
        double[] values = new double[rows.length * classes];
        for (int row = 0; row < rows.length; row++) {
            for (int label = 0; label < classes; label++) {
                values[position(row, label, classes, inner)] = rows[row][label];
            }
        }
        return Backend.current().transfer().array(values, like.dataType(), like.shape());
    }

    /** Returns the number of rows per example. */
    private static int inner(INDArray array) {
        return Math.toIntExact(array.length() / array.size(0) / array.size(1));
    }

    private static int position(int row, int label, int classes, int inner) {
        return (row / inner * classes + label) * inner + row % inner;
    }

    /** Reads the rows of an array of distributions. */
    static double[][] ofProbabilities(INDArray array) {
        double[][] rows = of("probabilities", array);
        for (int row = 0; row < rows.length; row++) {
            distribution("probabilities", row, rows[row], array.dataType());
        }
        return rows;
    }

    /** Refuses NaN, negatives, and sums that the rounding of the type does not explain. */
    static double[] distribution(String name, int row, double[] values, DataType type) {
        double sum = 0;
        for (double value : values) {
            sum += Arguments.nonNegative(name + " in row " + row, value);
        }
        if (Math.abs(sum - 1) > sumTolerance(type, values.length)) {
            throw Arguments.invalid("sum of " + name + " in row " + row, "1", sum);
        }
        return values;
    }

    /**
     * Returns the largest error of the sum of a distribution over classes.
     *
     * @param type of the array of probabilities
     * @param classes number of classes
     * @return 1e-3, or more for 16-bit types: measured on softmax of ND4J
     */
    static double sumTolerance(DataType type, int classes) {
        if (type == DataType.FLOAT16) {
            return Math.max(SUM_TOLERANCE, HALF_TOLERANCE * Math.sqrt(classes));
        }
        return type == DataType.BFLOAT16 ? BFLOAT16_TOLERANCE * Math.sqrt(classes) : SUM_TOLERANCE;
    }

    /**
     * Reads one number per row.
     *
     * @param name the argument's name
     * @param array of the predictions' shape without the class axis, or with a class axis of size 1
     * @param shape of the predictions, [examples, classes, ...]
     * @return one number per row
     */
    static double[] perRow(String name, INDArray array, long[] shape) {
        Arguments.notEmpty(name, array);
        long[] expected = withoutClasses(shape);
        boolean hasOneClass = array.rank() == shape.length && array.size(1) == 1;
        if (!Arrays.equals(hasOneClass ? withoutClasses(array.shape()) : array.shape(), expected)) {
            throw Arguments.invalid(
                    name, "of shape " + Arrays.toString(expected), "of shape " + Arrays.toString(array.shape()));
        }
        return values(array);
    }

    private static long[] withoutClasses(long[] shape) {
        long[] without = new long[shape.length - 1];
        without[0] = shape[0];
        System.arraycopy(shape, 2, without, 1, shape.length - 2);
        return without;
    }

    /** Reads an array [n] or [n, 1] of finite numbers. */
    static double[] vector(String name, INDArray array) {
        Arguments.notEmpty(name, array);
        double[] values = perRow(name, array, new long[] {array.size(0), 1});
        for (int i = 0; i < values.length; i++) {
            Arguments.finite(name + " " + i, values[i]);
        }
        return values;
    }

    /** Returns the index of the highest value, the first of equals. */
    static int highest(double[] values) {
        int highest = 0;
        for (int i = 1; i < values.length; i++) {
            highest = values[i] > values[highest] ? i : highest;
        }
        return highest;
    }

    /** Counts the sorted values below a value. */
    static int below(double[] sorted, double value) {
        int from = 0;
        int to = sorted.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (sorted[middle] < value) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /** All elements in c order. */
    private static double[] values(INDArray array) {
        return Backend.current().transfer().doubles(array);
    }
}
