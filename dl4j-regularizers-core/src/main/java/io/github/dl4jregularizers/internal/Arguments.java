package io.github.dl4jregularizers.internal;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One named check per kind of argument error. Each returns the checked value, or throws an
 * {@link IllegalArgumentException} that names the argument, the allowed range and the value received.
 */
public final class Arguments {

    private Arguments() {}

    /**
     * Creates the error of a failed check, for conditions that have no named check.
     *
     * @param name the argument's name
     * @param allowed the allowed range, to follow "must be"
     * @param value the value received
     * @return the exception to throw
     */
    public static IllegalArgumentException invalid(String name, String allowed, Object value) {
        return new IllegalArgumentException(name + " must be " + allowed + ", but was " + value);
    }

    /**
     * Refuses null.
     *
     * @param <T> type of the argument
     * @param name the argument's name
     * @param value not null
     * @return value
     */
    public static <T> T required(String name, T value) {
        if (value == null) {
            throw invalid(name, "given", null);
        }
        return value;
    }

    /**
     * Checks a drop rate or a smoothing.
     *
     * @param name the argument's name
     * @param value in [0, 1)
     * @return value, 0 for -0.0
     */
    public static double rate(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw invalid(name, "in [0, 1)", value);
        }
        return value + 0.0; // -0.0 + 0.0 is 0.0
    }

    /**
     * Refuses NaN and infinities.
     *
     * @param name the argument's name
     * @param value finite
     * @return value
     */
    public static double finite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw invalid(name, "finite", value);
        }
        return value;
    }

    /**
     * Refuses NaN, infinities, 0 and less.
     *
     * @param name the argument's name
     * @param value finite and above 0
     * @return value
     */
    public static double positive(String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw invalid(name, "finite and > 0", value);
        }
        return value;
    }

    /**
     * Refuses NaN, infinities and negatives.
     *
     * @param name the argument's name
     * @param value finite and at least 0
     * @return value
     */
    public static double nonNegative(String name, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw invalid(name, "finite and >= 0", value);
        }
        return value;
    }

    /**
     * Refuses values below a minimum.
     *
     * @param name the argument's name
     * @param value at least smallest
     * @param smallest the smallest allowed value
     * @return value
     */
    public static int atLeast(String name, int value, int smallest) {
        if (value < smallest) {
            throw invalid(name, ">= " + smallest, value);
        }
        return value;
    }

    /**
     * Refuses values below a minimum.
     *
     * @param name the argument's name
     * @param value at least smallest
     * @param smallest the smallest allowed value
     * @return value
     */
    public static long atLeast(String name, long value, long smallest) {
        if (value < smallest) {
            throw invalid(name, ">= " + smallest, value);
        }
        return value;
    }

    /**
     * Refuses NaN and values outside an interval.
     *
     * @param name the argument's name
     * @param value in [smallest, largest]
     * @param smallest the smallest allowed value
     * @param largest the largest allowed value
     * @return value
     */
    public static double between(String name, double value, double smallest, double largest) {
        if (!(value >= smallest && value <= largest)) {
            throw invalid(name, "in [" + smallest + ", " + largest + "]", value);
        }
        return value;
    }

    /**
     * Checks a share with both ends excluded, such as a coverage.
     *
     * @param name the argument's name
     * @param value in (0, 1)
     * @return value
     */
    public static double properShare(String name, double value) {
        if (!(value > 0 && value < 1)) {
            throw invalid(name, "in (0, 1)", value);
        }
        return value;
    }

    /**
     * Refuses arrays without elements.
     *
     * @param name the argument's name
     * @param value given and not empty
     * @return value
     */
    public static INDArray notEmpty(String name, INDArray value) {
        if (required(name, value).isEmpty()) {
            throw invalid(name, "not empty", "of shape " + Arrays.toString(value.shape()));
        }
        return value;
    }

    /**
     * Requires one array per input of a network.
     *
     * @param name the argument's name, in the plural
     * @param values given
     * @param inputs number of inputs
     * @return values
     */
    public static INDArray[] oneForEachInput(String name, INDArray[] values, int inputs) {
        if (required(name, values).length != inputs) {
            throw invalid("number of " + name, inputs + ", one for each input of the network", values.length);
        }
        return values;
    }

    /**
     * Requires a shape.
     *
     * @param name the argument's name
     * @param received shape received
     * @param expected shape expected
     * @return received
     */
    public static long[] shape(String name, long[] received, long[] expected) {
        if (!Arrays.equals(received, expected)) {
            throw invalid(name, "of shape " + Arrays.toString(expected), Arrays.toString(received));
        }
        return received;
    }
}
