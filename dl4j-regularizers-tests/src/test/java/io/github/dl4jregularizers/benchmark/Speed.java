package io.github.dl4jregularizers.benchmark;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The result of one measured process, which prints it as a line; the parent process reads the line. */
final class Speed {

    private static final Pattern LINE =
            Pattern.compile("SPEED weights=(\\d+) training=([0-9.]+) inference=([0-9.]+) version=(.+)");

    final long weights;
    final double training;
    final double inference;
    final String version;

    /**
     * A measurement.
     *
     * @param weights number of trained parameters: equal networks have equally many
     * @param training images per second
     * @param inference images per second
     * @param version of what was measured
     */
    Speed(long weights, double training, double inference, String version) {
        this.weights = weights;
        this.training = training;
        this.inference = inference;
        this.version = version;
    }

    static Speed parse(String output) {
        Matcher line = LINE.matcher(output);
        if (!line.find()) {
            throw new IllegalStateException("The measured process printed no result:\n" + output);
        }
        return new Speed(
                Long.parseLong(line.group(1)),
                Double.parseDouble(line.group(2)),
                Double.parseDouble(line.group(3)),
                line.group(4).trim());
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "SPEED weights=%d training=%.2f inference=%.2f version=%s",
                weights,
                training,
                inference,
                version);
    }
}
