package io.github.dl4jregularizers.examples.training;

import io.github.dl4jregularizers.variational.Sparsity;
import java.util.List;

/** What a training run gave. The metrics belong to the parameters that the network has when training returns. */
public final class TrainingResult {

    private final List<EpochLog> epochs;
    private final int epoch;
    private final Metrics training;
    private final Metrics test;
    private final Sparsity sparsity;

    TrainingResult(List<EpochLog> epochs, int epoch, Metrics training, Metrics test, Sparsity sparsity) {
        this.epochs = List.copyOf(epochs);
        this.epoch = epoch;
        this.training = training;
        this.test = test;
        this.sparsity = sparsity;
    }

    /**
     * Every epoch, those before a resumption too.
     *
     * @return at least one, in order
     */
    public List<EpochLog> epochs() {
        return epochs;
    }

    /**
     * The epoch whose parameters the network has: with early stopping the best on the validation set, else the last.
     *
     * @return from 1
     */
    public int epoch() {
        return epoch;
    }

    /**
     * Metrics on all training images, without augmentation or noise.
     *
     * @return metrics of the returned network
     */
    public Metrics training() {
        return training;
    }

    /**
     * Metrics on the test set.
     *
     * @return metrics of the returned network
     */
    public Metrics test() {
        return test;
    }

    /**
     * How many weights and gates inference leaves out.
     *
     * @return counts of the returned network; of none if it has no layers that prune
     */
    public Sparsity sparsity() {
        return sparsity;
    }

    /**
     * Training and test accuracy apart: how much the network has learned by heart.
     *
     * @return training accuracy minus test accuracy
     */
    public double gap() {
        return training.accuracy() - test.accuracy();
    }

    /**
     * Time of training alone, without evaluation and checkpoints.
     *
     * @return mean over the epochs
     */
    public double secondsPerEpoch() {
        return epochs.stream().mapToDouble(EpochLog::seconds).average().orElseThrow();
    }
}
