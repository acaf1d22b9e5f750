package io.github.dl4jregularizers.examples.figures.plot;

import io.github.dl4jregularizers.examples.Require;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** One axis: label, range, scale and ticks. */
final class Axis {

    private static final int TICKS = 5;
    private static final double MARGIN = 0.04;

    private final String label;
    private boolean isLogarithmic;
    private boolean isFixed;
    private double low = Double.POSITIVE_INFINITY;
    private double high = Double.NEGATIVE_INFINITY;
    private List<String> categories = List.of();
    /** Where ticks are; null where the axis chooses them. */
    private double[] given;

    Axis(String label) {
        this.label = Require.given("label", label);
    }

    String label() {
        return label;
    }

    void logarithmic() {
        isLogarithmic = true;
    }

    void range(double from, double to) {
        if (!(from < to) || isLogarithmic && from <= 0) {
            throw Require.invalid("range", "increasing" + (isLogarithmic ? " and above 0" : ""), from + " to " + to);
        }
        low = from;
        high = to;
        isFixed = true;
    }

    void categories(List<String> names) {
        categories = names;
        range(-0.5, names.size() - 0.5);
    }

    /** Puts ticks at these values instead of round ones. */
    void ticksAt(double... values) {
        given = values.clone();
    }

    /** Extends a free range to finite values. */
    void include(double... values) {
        if (isFixed) {
            return;
        }
        for (double value : values) {
            if (Double.isFinite(value) && !(isLogarithmic && value <= 0)) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
    }

    /** Position in the range: 0 at its lower end, 1 at its upper end. NaN for values without a place. */
    double position(double value) {
        double from = scaled(lower());
        return (scaled(value) - from) / (scaled(upper()) - from);
    }

    private double scaled(double value) {
        return isLogarithmic ? Math.log10(value) : value;
    }

    double lower() {
        return edge(-1);
    }

    double upper() {
        return edge(1);
    }

    private double edge(int direction) {
        if (low > high) {
            return isLogarithmic ? Math.pow(10, direction) : direction;
        }
        double end = direction < 0 ? low : high;
        if (isFixed) {
            return end;
        }
        if (isLogarithmic) {
            return end * Math.pow(high > low ? high / low : 10, direction * MARGIN);
        }
        return end + direction * (high > low ? MARGIN * (high - low) : 0.5 * Math.max(1, Math.abs(high)));
    }

    double[] ticks() {
        if (!categories.isEmpty()) {
            return IntStream.range(0, categories.size()).asDoubleStream().toArray();
        }
        if (given != null) {
            return Arrays.stream(given)
                    .filter(tick -> tick >= lower() && tick <= upper())
                    .toArray();
        }
        double[] ticks = isLogarithmic ? logarithmicTicks() : new double[0];
        return ticks.length > 1 ? ticks : linearTicks();
    }

    private double[] linearTicks() {
        double step = step();
        List<Double> ticks = new ArrayList<>();
        for (double k = Math.ceil(lower() / step - 1e-9); k * step <= upper() + 1e-9 * step; k++) {
            ticks.add(k * step);
        }
        return ticks.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private double step() {
        double rough = (upper() - lower()) / TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double digit = rough / power;
        return power * (digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10);
    }

    private double[] logarithmicTicks() {
        double decades = Math.log10(upper() / lower());
        int[] digits = decades > 3 ? new int[] {1} : decades > 1.5 ? new int[] {1, 3} : new int[] {1, 2, 5};
        int skip = (int) Math.ceil(decades / 6);
        List<Double> ticks = new ArrayList<>();
        for (int exponent = (int) Math.floor(Math.log10(lower())); exponent <= Math.log10(upper()); exponent++) {
            for (int digit : digits) {
                double tick = digit * Math.pow(10, exponent);
                boolean isInside = tick >= lower() * (1 - 1e-9) && tick <= upper() * (1 + 1e-9);
                if (isInside && Math.floorMod(exponent, skip) == 0) {
                    ticks.add(tick);
                }
            }
        }
        return ticks.stream().mapToDouble(Double::doubleValue).toArray();
    }

    String text(double tick) {
        if (!categories.isEmpty()) {
            return categories.get((int) tick);
        }
        double magnitude = Math.abs(tick);
        if (magnitude > 0 && (magnitude < 1e-3 * 0.999 || magnitude >= 1e5)) {
            return String.format(Locale.ROOT, "%.0e", tick)
                    .replaceAll("e([+-])0?", "e$1")
                    .replace("e+", "e");
        }
        if (given != null) {
            return BigDecimal.valueOf(tick).stripTrailingZeros().toPlainString().replace('-', '−');
        }
        double unit = isLogarithmic && ticksAreLogarithmic() ? magnitude : step();
        int decimals = Math.max(0, (int) -Math.floor(Math.log10(unit) + 1e-9));
        String text = String.format(Locale.ROOT, "%." + decimals + "f", tick);
        return text.startsWith("-") && Double.parseDouble(text) == 0 ? text.substring(1) : text.replace('-', '−');
    }

    private boolean ticksAreLogarithmic() {
        return logarithmicTicks().length > 1;
    }
}
