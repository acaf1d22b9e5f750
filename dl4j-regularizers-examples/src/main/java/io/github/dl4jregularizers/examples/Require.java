package io.github.dl4jregularizers.examples;

import java.util.HashSet;
import java.util.List;

/** Checks of options and arguments. Each error names the argument, the allowed range and the value. */
public final class Require {

    private Require() {}

    /**
     * Returns the error of every check.
     *
     * @param name name of the argument
     * @param allowed the allowed values, to follow "must be"
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
     * @param name name of the argument
     * @param value not null
     * @return value
     */
    public static <T> T given(String name, T value) {
        if (value == null) {
            throw invalid(name, "given", null);
        }
        return value;
    }

    /**
     * Refuses repeated values.
     *
     * @param <T> type of the values
     * @param name name of the argument
     * @param values different from each other
     * @return values
     */
    public static <T> List<T> distinct(String name, List<T> values) {
        if (new HashSet<>(values).size() != values.size()) {
            throw invalid(name, "different from each other", values);
        }
        return values;
    }

    /**
     * Refuses small numbers.
     *
     * @param name name of the argument
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
     * Refuses NaN, infinities and negative numbers.
     *
     * @param name name of the argument
     * @param value finite, at least 0
     * @return value
     */
    public static double nonNegative(String name, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw invalid(name, "finite and >= 0", value);
        }
        return value;
    }

    /**
     * Refuses NaN, infinities, 0 and negative numbers.
     *
     * @param name name of the argument
     * @param value finite, above 0
     * @return value
     */
    public static double positive(String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw invalid(name, "finite and > 0", value);
        }
        return value;
    }

    /**
     * Refuses values outside [0, 1).
     *
     * @param name name of the argument
     * @param value in [0, 1)
     * @return value
     */
    public static double fraction(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw invalid(name, "in [0, 1)", value);
        }
        return value;
    }

    /**
     * Refuses values outside (0, 1).
     *
     * @param name name of the argument
     * @param value in (0, 1)
     * @return value
     */
    public static double properFraction(String name, double value) {
        if (!(value > 0 && value < 1)) {
            throw invalid(name, "in (0, 1)", value);
        }
        return value;
    }
}
