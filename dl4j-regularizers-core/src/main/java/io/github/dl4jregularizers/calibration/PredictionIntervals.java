package io.github.dl4jregularizers.calibration;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.backend.Backend;
import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One interval per number that a regression predicts. Immutable. */
public final class PredictionIntervals implements Serializable {

    private static final long serialVersionUID = 1;

    private final double[] lower;
    private final double[] upper;
    private final DataType type;
    private final long[] shape;

    private PredictionIntervals(double[] lower, double[] upper, DataType type, long... shape) {
        this.lower = lower;
        this.upper = upper;
        this.type = type;
        this.shape = shape;
    }

    /**
     * Creates intervals from their bounds.
     *
     * @param lower of any shape, finite
     * @param upper of the same shape, finite, at least lower
     * @return the intervals
     * @throws IllegalArgumentException if shapes differ, or bounds are not finite or cross
     */
    public static PredictionIntervals of(INDArray lower, INDArray upper) {
        Arguments.notEmpty("lower", lower);
        double[] low = finite("lower", lower, lower.shape());
        double[] high = finite("upper", upper, lower.shape());
        for (int i = 0; i < low.length; i++) {
            if (high[i] < low[i]) {
                throw Arguments.invalid("upper " + i, ">= lower, " + low[i], high[i]);
            }
        }
        return new PredictionIntervals(low, high, lower.dataType(), lower.shape());
    }

    private static double[] finite(String name, INDArray array, long... shape) {
        Arguments.shape(name, Arguments.required(name, array).shape(), shape);
        double[] values = Backend.current().transfer().doubles(array);
        for (int i = 0; i < values.length; i++) {
            Arguments.finite(name + " " + i, values[i]);
        }
        return values;
    }

    /** Returns the distance of each target from its interval; negative inside. */
    double[] scores(INDArray targets) {
        double[] values = finite("targets", targets, shape);
        double[] scores = new double[values.length];
        Arrays.setAll(scores, i -> Math.max(lower[i] - values[i], values[i] - upper[i]));
        return scores;
    }

    /** Adds a margin on both sides. Bounds that would cross become their midpoint. */
    PredictionIntervals widened(double margin) {
        double[] low = new double[lower.length];
        double[] high = new double[lower.length];
        for (int i = 0; i < low.length; i++) {
            double middle = lower[i] + (upper[i] - lower[i]) / 2;
            low[i] = Math.min(lower[i] - margin, middle);
            high[i] = Math.max(upper[i] + margin, middle);
        }
        return new PredictionIntervals(low, high, type, shape);
    }

    /**
     * Returns the lower bounds.
     *
     * @return a new array
     */
    public INDArray lower() {
        return Backend.current().transfer().array(lower, type, shape);
    }

    /**
     * Returns the upper bounds.
     *
     * @return a new array
     */
    public INDArray upper() {
        return Backend.current().transfer().array(upper, type, shape);
    }

    /**
     * Returns the empirical coverage: the share of intervals that contain the target.
     *
     * @param targets of the shape of the bounds, finite
     * @return in [0, 1]
     * @throws IllegalArgumentException if targets are not finite or of another shape
     */
    public double coverage(INDArray targets) {
        double[] values = finite("targets", targets, shape);
        return (double) IntStream.range(0, values.length)
                        .filter(i -> values[i] >= lower[i] && values[i] <= upper[i])
                        .count()
                / values.length;
    }

    /**
     * Returns the mean width of the intervals. Smaller is better at the same coverage.
     *
     * @return in the unit of the targets
     */
    public double averageWidth() {
        return IntStream.range(0, lower.length)
                .mapToDouble(i -> upper[i] - lower[i])
                .average()
                .orElseThrow();
    }

    @Override
    public String toString() {
        return "PredictionIntervals(" + lower.length + ", mean width " + averageWidth() + ")";
    }
}
