package io.github.dl4jregularizers.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Milliseconds of a training step and of inference of one batch; a measured process prints them as a line. */
public final class StepTimes {

    private static final String NUMBER = "([0-9.]+)";
    private static final Pattern LINE = Pattern.compile("STEP weights=(\\d+) training=" + NUMBER + "," + NUMBER
            + " inference=" + NUMBER + "," + NUMBER + " version=(.+)");
    private static final int UNMEASURED_STEPS = 2;
    private static final int FEWEST_STEPS = 3;

    /** Number of trained parameters: equal networks have equally many. */
    final long weights;

    final double trainingLeast;
    final double trainingMedian;
    final double inferenceLeast;
    final double inferenceMedian;
    final String version;

    private StepTimes(long weights, double[] training, double[] inference, String version) {
        this.weights = weights;
        trainingLeast = training[0];
        trainingMedian = training[1];
        inferenceLeast = inference[0];
        inferenceMedian = inference[1];
        this.version = version;
    }

    /**
     * Measures both for some seconds and at least three times, after as many seconds and at least two steps.
     *
     * @param weights number of trained parameters
     * @param training one training step
     * @param inference inference of one batch
     * @param seconds seconds per kind of step
     * @param version of the measured library
     */
    public static StepTimes measure(
            long weights, Runnable training, Runnable inference, double seconds, String version) {
        return measure(weights, training, inference, seconds, seconds, version);
    }

    /** The same, after another number of seconds of training. */
    static StepTimes measure(
            long weights, Runnable training, Runnable inference, double warmUp, double seconds, String version) {
        return new StepTimes(
                weights,
                leastAndMedian(training, warmUp, seconds),
                leastAndMedian(inference, seconds, seconds),
                version);
    }

    private static double[] leastAndMedian(Runnable step, double warmUp, double seconds) {
        times(step, warmUp, UNMEASURED_STEPS);
        List<Double> times = times(step, seconds, FEWEST_STEPS);
        Collections.sort(times);
        return new double[] {times.get(0), times.get(times.size() / 2)};
    }

    private static List<Double> times(Runnable step, double seconds, int fewest) {
        List<Double> times = new ArrayList<>();
        long end = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
        while (times.size() < fewest || System.nanoTime() < end) {
            long start = System.nanoTime();
            step.run();
            times.add((System.nanoTime() - start) / 1e6);
        }
        return times;
    }

    static StepTimes parse(String output) {
        Matcher line = LINE.matcher(output);
        if (!line.find()) {
            throw new IllegalStateException("The measured process printed no result:\n" + output);
        }
        return new StepTimes(
                Long.parseLong(line.group(1)),
                new double[] {Double.parseDouble(line.group(2)), Double.parseDouble(line.group(3))},
                new double[] {Double.parseDouble(line.group(4)), Double.parseDouble(line.group(5))},
                line.group(6).trim());
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "STEP weights=%d training=%.4f,%.4f inference=%.4f,%.4f version=%s",
                weights,
                trainingLeast,
                trainingMedian,
                inferenceLeast,
                inferenceMedian,
                version);
    }
}
