package io.github.dl4jregularizers.examples.training;

import java.io.Console;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** The progress bar of a run: images so far, images a second, time left, epoch and loss. */
final class Progress implements AutoCloseable {

    private static final int MILLISECONDS = 200;

    /** Null where nobody looks. */
    private final ProgressBar bar;

    private final int epochs;

    private Progress(ProgressBar bar, int epochs) {
        this.bar = bar;
        this.epochs = epochs;
    }

    static Progress start(TrainingOptions options, int epochsDone, long imagesPerEpoch) {
        if (!options.progress() || !isTerminal()) {
            return new Progress(null, options.epochs());
        }
        ProgressBarBuilder builder = ProgressBar.builder()
                .setTaskName("training")
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(MILLISECONDS)
                .setUnit(" images", 1)
                .showSpeed()
                .setInitialMax((options.epochs() - epochsDone) * imagesPerEpoch);
        return new Progress(builder.build(), options.epochs());
    }

    /** Since JDK 22 there may be a console without a terminal; before, there is none then. */
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    void step(int epoch, int images, double loss) {
        if (bar != null) {
            bar.stepBy(images);
            bar.setExtraMessage(String.format(Locale.ROOT, " epoch %d/%d, loss %.3f", epoch, epochs, loss));
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
