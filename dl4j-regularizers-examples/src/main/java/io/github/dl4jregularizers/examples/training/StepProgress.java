package io.github.dl4jregularizers.examples.training;

import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** A progress bar over the training steps of one network, with the loss. Shown on a terminal only. */
public final class StepProgress extends BaseTrainingListener implements AutoCloseable {

    private static final int MILLISECONDS = 200;

    /** Null without a terminal. */
    private final ProgressBar bar;

    /**
     * Shows the bar.
     *
     * @param task short name
     * @param steps number of steps
     */
    public StepProgress(String task, long steps) {
        bar = Terminal.isInteractive()
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

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        if (bar != null) {
            bar.step();
            bar.setExtraMessage(String.format(Locale.ROOT, " loss %.3f", model.score()));
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
