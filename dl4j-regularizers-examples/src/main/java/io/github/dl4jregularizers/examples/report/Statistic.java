package io.github.dl4jregularizers.examples.report;

import io.github.dl4jregularizers.examples.Require;
import java.util.Arrays;
import java.util.Locale;

/** Mean and sample standard deviation of one number over the seeds. Immutable. */
public final class Statistic {

    private final double mean;
    private final double standardDeviation;
    private final int count;

    private Statistic(double mean, double standardDeviation, int count) {
        this.mean = mean;
        this.standardDeviation = standardDeviation;
        this.count = count;
    }

    /**
     * Returns the mean and sample standard deviation, sqrt(sum (x - mean)^2 / (n - 1)), in two passes.
     *
     * @param values at least one
     * @return the statistic; its standard deviation is NaN for a single value
     */
    public static Statistic of(double... values) {
        Require.atLeast("number of values", values.length, 1);
        double mean = Arrays.stream(values).average().orElseThrow();
        double squares = Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum();
        return new Statistic(
                mean, values.length == 1 ? Double.NaN : Math.sqrt(squares / (values.length - 1)), values.length);
    }

    /**
     * Returns the mean.
     *
     * @return the mean
     */
    public double mean() {
        return mean;
    }

    /**
     * Returns the sample standard deviation.
     *
     * @return NaN for a single value
     */
    public double standardDeviation() {
        return standardDeviation;
    }

    int count() {
        return count;
    }

    /**
     * Returns the mean, and the standard deviation of at least two values: {@code 71.2 ± 0.8}.
     *
     * @param decimals digits after the point
     * @param signed whether a positive mean has a plus
     * @return text, independent of the locale
     */
    public String format(int decimals, boolean signed) {
        String text = String.format(Locale.ROOT, "%" + (signed ? "+" : "") + "." + decimals + "f", mean);
        return count == 1 ? text : text + String.format(Locale.ROOT, " ± %." + decimals + "f", standardDeviation);
    }
}
