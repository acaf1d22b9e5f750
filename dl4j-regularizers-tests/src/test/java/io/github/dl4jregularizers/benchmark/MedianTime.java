package io.github.dl4jregularizers.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The median time of a step, after warming up: slow steps are few, fast ones many. */
final class MedianTime {

    private static final int WARM_UP_SECONDS = 5;
    private static final int SECONDS = 10;
    private static final int FEWEST_STEPS = 3;

    private MedianTime() {}

    static double seconds(Runnable step) {
        return seconds(step, WARM_UP_SECONDS, SECONDS);
    }

    /** Runs at least one step unmeasured and three measured. */
    static double seconds(Runnable step, int warmUpSeconds, int seconds) {
        times(step, warmUpSeconds, 1);
        List<Double> times = times(step, seconds, FEWEST_STEPS);
        Collections.sort(times);
        int middle = times.size() / 2;
        return times.size() % 2 == 1 ? times.get(middle) : (times.get(middle - 1) + times.get(middle)) / 2;
    }

    private static List<Double> times(Runnable step, int seconds, int fewest) {
        List<Double> times = new ArrayList<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (times.size() < fewest || System.nanoTime() < end) {
            long start = System.nanoTime();
            step.run();
            times.add((System.nanoTime() - start) / 1e9);
        }
        return times;
    }
}
