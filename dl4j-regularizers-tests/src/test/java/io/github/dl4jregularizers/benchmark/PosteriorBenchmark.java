package io.github.dl4jregularizers.benchmark;

import io.github.dl4jregularizers.cpu.OneDnn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The cost of a training step of Bayesian, ensemble and implicit-regularization methods beside a plain step. The
 * methods take turns in one process. A snapshot ensemble and FGE have plain steps, a deep ensemble has those of its
 * members.
 */
public final class PosteriorBenchmark {

    private static final int FEWEST_ROUNDS = 3;

    private PosteriorBenchmark() {}

    /**
     * Prints the table.
     *
     * @param arguments batch size (64), image size (32), measured seconds (60)
     */
    public static void main(String[] arguments) {
        int batch = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 64;
        int size = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 32;
        double seconds = arguments.length > 2 ? Double.parseDouble(arguments[2]) : 60;
        System.out.println(OneDnn.enable());
        System.out.printf("batch %d, images %dx%d, OMP_NUM_THREADS %s%n", batch, size, size, threads());
        System.out.print(table(times(batch, size, seconds)));
    }

    private static String threads() {
        return System.getenv().getOrDefault("OMP_NUM_THREADS", "all");
    }

    /** Milliseconds per minibatch of every round, after a fifth of the time unmeasured. */
    static Map<PosteriorStep, List<Double>> times(int batch, int size, double seconds) {
        Map<PosteriorStep, Runnable> steps = new EnumMap<>(PosteriorStep.class);
        Map<PosteriorStep, List<Double>> times = new EnumMap<>(PosteriorStep.class);
        for (PosteriorStep step : PosteriorStep.values()) {
            steps.put(step, step.prepared(batch, size));
            times.put(step, new ArrayList<>());
        }
        rounds(steps, times, seconds / 5, 1);
        times.values().forEach(List::clear);
        rounds(steps, times, seconds, FEWEST_ROUNDS);
        return times;
    }

    private static void rounds(
            Map<PosteriorStep, Runnable> steps, Map<PosteriorStep, List<Double>> times, double seconds, int fewest) {
        long end = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
        for (int round = 0; round < fewest || System.nanoTime() < end; round++) {
            steps.forEach((step, training) -> {
                long start = System.nanoTime();
                training.run();
                times.get(step).add((System.nanoTime() - start) / 1e6 / step.minibatches());
            });
        }
    }

    /** Least and median time, and their multiples of the plain step of the same kind of network. */
    static String table(Map<PosteriorStep, List<Double>> times) {
        StringBuilder table = new StringBuilder(
                String.format("%-32s%10s%10s%9s%9s%n", "ms per minibatch", "least", "median", "", ""));
        times.forEach((step, all) -> {
            PosteriorStep plain = step.isRecurrent() ? PosteriorStep.PLAIN_LSTM : PosteriorStep.PLAIN;
            table.append(String.format(
                    Locale.ROOT,
                    "%-32s%10.2f%10.2f%8.2fx%8.2fx%n",
                    step.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    Collections.min(all),
                    median(all),
                    Collections.min(all) / Collections.min(times.get(plain)),
                    median(all) / median(times.get(plain))));
        });
        return table.toString();
    }

    private static double median(List<Double> times) {
        List<Double> sorted = new ArrayList<>(times);
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
