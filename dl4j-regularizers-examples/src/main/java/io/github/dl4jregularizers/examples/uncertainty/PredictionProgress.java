package io.github.dl4jregularizers.examples.uncertainty;

import io.github.dl4jregularizers.examples.training.Terminal;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;

/** The progress bar of predictions: images and time left. */
final class PredictionProgress implements AutoCloseable {

    private static final int MILLISECONDS = 200;

    /** Null without a terminal. */
    private final ProgressBar bar;

    private PredictionProgress(ProgressBar bar) {
        this.bar = bar;
    }

    static PredictionProgress start(int images) {
        return new PredictionProgress(
                Terminal.isInteractive()
                        ? ProgressBar.builder()
                                .setTaskName("predict")
                                .setStyle(ProgressBarStyle.ASCII)
                                .setUpdateIntervalMillis(MILLISECONDS)
                                .setUnit(" img", 1)
                                .showSpeed()
                                .setInitialMax(images)
                                .build()
                        : null);
    }

    void step(long images) {
        if (bar != null) {
            bar.stepBy(images);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
