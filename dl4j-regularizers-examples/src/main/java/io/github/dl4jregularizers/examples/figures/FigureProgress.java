package io.github.dl4jregularizers.examples.figures;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;

/** The progress bar of a run, in expected seconds of computation, with the time left. Thread-safe. */
final class FigureProgress implements AutoCloseable {

    private static final int MILLISECONDS = 500;
    private static final int UNITS_PER_SECOND = 100;

    /** Null without a terminal. */
    private final ProgressBar bar;

    /** The finished seconds of each measurement that runs. */
    private final Map<FigureTask, Double> running = new LinkedHashMap<>();

    private double finished;

    private FigureProgress(ProgressBar bar) {
        this.bar = bar;
    }

    static FigureProgress start(boolean shown, double seconds) {
        return new FigureProgress(
                shown
                        ? ProgressBar.builder()
                                .setTaskName("figures")
                                .setStyle(ProgressBarStyle.ASCII)
                                .setUpdateIntervalMillis(MILLISECONDS)
                                .setUnit("", 1)
                                .setInitialMax(Math.round(UNITS_PER_SECOND * seconds))
                                .build()
                        : null);
    }

    /** Reports the finished share of a measurement, 0 at its start. */
    synchronized void done(FigureTask task, double share) {
        running.put(task, share * task.seconds());
        show();
    }

    /** Reports the end of a measurement. */
    synchronized void end(FigureTask task) {
        running.remove(task);
        finished += task.seconds();
        show();
    }

    private void show() {
        if (bar != null) {
            double seconds = finished
                    + running.values().stream().mapToDouble(Double::doubleValue).sum();
            bar.stepTo(Math.round(UNITS_PER_SECOND * seconds));
            bar.setExtraMessage(" "
                    + running.keySet().stream()
                            .map(task -> task.figure().name())
                            .distinct()
                            .collect(Collectors.joining(", ")));
        }
    }

    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
