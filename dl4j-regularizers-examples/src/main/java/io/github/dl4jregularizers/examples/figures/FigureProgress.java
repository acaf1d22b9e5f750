package io.github.dl4jregularizers.examples.figures;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;

/** The progress bar of a run, in expected seconds of computation, with the time left. */
final class FigureProgress implements AutoCloseable {

    private static final int MILLISECONDS = 500;
    private static final int UNITS_PER_SECOND = 100;

    /** Null without a terminal. */
    private final ProgressBar bar;

    private double before;
    private double current;

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

    void begin(TextbookFigure figure, int seed, boolean quick) {
        before += current;
        current = figure.seconds(quick);
        if (bar != null) {
            bar.setExtraMessage(" " + figure.name() + ", seed " + seed);
        }
    }

    /** Reports the finished share of the current measurement. */
    void done(double share) {
        if (bar != null) {
            bar.stepTo(Math.round(UNITS_PER_SECOND * (before + share * current)));
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
