package io.github.dl4jregularizers.examples.training;

import io.github.dl4jregularizers.variational.Sparsity;
import java.util.List;
import java.util.Optional;

/** Result of a training run. The metrics belong to the parameters of the returned network. */
public final class TrainingResult {

    private final List<EpochLog> epochs;
    private final int epoch;
    private final Metrics training;
    private final Metrics test;
    private final List<Double> classAccuracy;
    private final Sparsity sparsity;
    /** Null if not measured. */
    private final Robustness robustness;

    TrainingResult(
            List<EpochLog> epochs,
            int epoch,
            Metrics training,
            Metrics test,
            List<Double> classAccuracy,
            Sparsity sparsity) {
        this(epochs, epoch, training, test, classAccuracy, sparsity, null);
    }

    private TrainingResult(
            List<EpochLog> epochs,
            int epoch,
            Metrics training,
            Metrics test,
            List<Double> classAccuracy,
            Sparsity sparsity,
            Robustness robustness) {
        this.epochs = List.copyOf(epochs);
        this.epoch = epoch;
        this.training = training;
        this.test = test;
        this.classAccuracy = List.copyOf(classAccuracy);
        this.sparsity = sparsity;
        this.robustness = robustness;
    }

    /**
     * Adds accuracies under attack.
     *
     * @param value of the trained network
     * @return a new result
     */
    public TrainingResult withRobustness(Robustness value) {
        return new TrainingResult(epochs, epoch, training, test, classAccuracy, sparsity, value);
    }

    /**
     * Returns the accuracies under attack.
     *
     * @return empty if not measured
     */
    public Optional<Robustness> robustness() {
        return Optional.ofNullable(robustness);
    }

    /**
     * Every epoch, including those before a resumption.
     *
     * @return at least one, in order
     */
    public List<EpochLog> epochs() {
        return epochs;
    }

    /**
     * Returns the epoch of the network's parameters: the best on the validation set with early stopping, else the last.
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
     * Test accuracy per class.
     *
     * @return one fraction per class; NaN for a class without test images
     */
    public List<Double> classAccuracy() {
        return classAccuracy;
    }

    /**
     * Counts of the weights and gates that inference leaves out.
     *
     * @return counts of the returned network; zero without layers that prune
     */
    public Sparsity sparsity() {
        return sparsity;
    }

    /**
     * Generalization gap.
     *
     * @return training accuracy minus test accuracy
     */
    public double gap() {
        return training.accuracy() - test.accuracy();
    }

    /**
     * Returns the time of training alone, without evaluation and checkpoints.
     *
     * @return mean over the epochs
     */
    public double secondsPerEpoch() {
        return epochs.stream().mapToDouble(EpochLog::seconds).average().orElseThrow();
    }
}
