package io.github.dl4jregularizers.examples.training;

import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** A progress bar over training steps, with the loss and the time left. Shown on a terminal only. */
public final class StepProgress extends BaseTrainingListener implements AutoCloseable {

    private static final int MILLISECONDS = 200;

    /** Null without a terminal. */
    private final ProgressBar bar;

    private String run = "";
    private long steps;

    /**
     * Shows the bar.
     *
     * @param task short name
     * @param steps number of steps
     */
    public StepProgress(String task, long steps) {
        this(task, steps, true);
    }

    /**
     * Shows the bar if requested.
     *
     * @param task short name
     * @param steps number of steps
     * @param shown false for no bar
     */
    public StepProgress(String task, long steps, boolean shown) {
        bar = shown && Terminal.isInteractive()
                ? ProgressBar.builder()
                        .setTaskName(task)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(MILLISECONDS)
                        .setUnit(" steps", 1)
                        .showSpeed()
                        .setInitialMax(steps)
                        .build()
                : null;
    }

    /**
     * Trains for a number of steps, over as many epochs of the data as they take.
     *
     * @param network network to train
     * @param batches training data that can be reset
     * @param steps number of steps
     */
    public static void fit(MultiLayerNetwork network, DataSetIterator batches, int steps) {
        for (int step = 0; step < steps; step++) {
            if (!batches.hasNext()) {
                batches.reset();
            }
            network.fit(batches.next());
        }
    }

    /**
     * Names the current one of several runs.
     *
     * @param name shown before the loss
     */
    public void begin(String name) {
        run = name + ", ";
    }

    /**
     * Counts the finished steps of all runs.
     *
     * @return number of steps
     */
    public long steps() {
        return steps;
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        steps++;
        if (bar != null) {
            bar.step();
            bar.setExtraMessage(String.format(Locale.ROOT, " %sloss %.3f", run, model.score()));
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
