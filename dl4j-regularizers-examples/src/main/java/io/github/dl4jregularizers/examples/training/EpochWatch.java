package io.github.dl4jregularizers.examples.training;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Accumulates the loss of an epoch, shows it, and stops the run when it is not finite. */
final class EpochWatch extends BaseTrainingListener {

    private final Progress progress;
    private final int batchSize;
    private final String advice;
    private int epoch;
    private double lossTimesImages;
    private long images;

    EpochWatch(Progress progress, int batchSize, String advice) {
        this.progress = progress;
        this.batchSize = batchSize;
        this.advice = advice;
    }

    void start(int number) {
        epoch = number;
        lossTimesImages = 0;
        images = 0;
    }

    @Override
    public void iterationDone(Model model, int iteration, int modelEpoch) {
        double loss = model.score();
        if (!Double.isFinite(loss)) {
            throw new DivergenceException(
                    "loss became " + loss + " in epoch " + epoch + ", iteration " + iteration + advice);
        }
        lossTimesImages += loss * model.batchSize();
        images += model.batchSize();
        // Adversarial examples are no further images of the epoch.
        progress.step(epoch, Math.min(model.batchSize(), batchSize), loss);
    }

    /** Checks the parameters after the last step of an epoch, whose effect no later loss shows. */
    void requireFinite(INDArray parameters) {
        if (!Double.isFinite(parameters.sumNumber().doubleValue())) {
            throw new DivergenceException("a parameter is no longer finite after epoch " + epoch + advice);
        }
    }

    /** Returns the mean over the images of the epoch so far. */
    double loss() {
        return lossTimesImages / images;
    }
}
