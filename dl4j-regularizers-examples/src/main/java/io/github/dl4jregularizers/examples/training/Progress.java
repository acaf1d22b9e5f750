package io.github.dl4jregularizers.examples.training;

import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** The progress bar of a run: images, images per second, time left, epoch and loss. */
final class Progress implements AutoCloseable {

    private static final int MILLISECONDS = 200;

    /** Null without a terminal. */
    private final ProgressBar bar;

    private final int epochs;

    /** The result of the last epoch, as text. */
    private String result = "";

    private Progress(ProgressBar bar, int epochs) {
        this.bar = bar;
        this.epochs = epochs;
    }

    static Progress start(TrainingOptions options, int epochsDone, long imagesPerEpoch) {
        if (!options.progress() || !Terminal.isInteractive() || epochsDone == options.epochs()) {
            return new Progress(null, options.epochs());
        }
        ProgressBarBuilder builder = ProgressBar.builder()
                .setTaskName("train")
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(MILLISECONDS)
                .setUnit(" img", 1)
                .showSpeed()
                .setInitialMax((options.epochs() - epochsDone) * imagesPerEpoch);
        return new Progress(builder.build(), options.epochs());
    }

    void step(int epoch, int images, double loss) {
        if (bar != null) {
            bar.stepBy(images);
            bar.setExtraMessage(String.format(Locale.ROOT, " loss %.3f, epoch %d/%d%s", loss, epoch, epochs, result));
        }
    }

    void finish(EpochLog epoch) {
        result = String.format(
                Locale.ROOT, ", accuracy %.1f %%", 100 * epoch.heldOut().accuracy());
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
