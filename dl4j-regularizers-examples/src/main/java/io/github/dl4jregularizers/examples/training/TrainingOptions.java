package io.github.dl4jregularizers.examples.training;

import io.github.dl4jregularizers.augment.Augmentation;
import io.github.dl4jregularizers.averaging.ParameterAverage;
import io.github.dl4jregularizers.ensemble.SnapshotEnsemble;
import io.github.dl4jregularizers.examples.Require;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.TrainingListener;

/** Options of a training. Immutable. Updater, learning rate, loss and noise belong to the network. */
public final class TrainingOptions {

    private final Builder values;

    private TrainingOptions(Builder values) {
        this.values = values;
    }

    /**
     * Starts with 10 epochs of batches of 32, seed 0, no augmentation, no files, no early stopping, no progress bar.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the number of training steps, the unit of learning-rate schedules.
     *
     * @param images number of training images
     * @return steps of all epochs together
     */
    public int iterations(int images) {
        return Math.multiplyExact(values.epochs, (images + values.batchSize - 1) / values.batchSize);
    }

    /**
     * Returns the number of epochs.
     *
     * @return at least 1
     */
    public int epochs() {
        return values.epochs;
    }

    int batchSize() {
        return values.batchSize;
    }

    /**
     * Returns the seed of the order of images, augmentation and noise.
     *
     * @return any number
     */
    public long seed() {
        return values.seed;
    }

    boolean augment() {
        return values.augment;
    }

    LongFunction<List<Augmentation>> imageAugmentations() {
        return values.imageAugmentations;
    }

    LongFunction<List<Augmentation>> augmentations() {
        return values.augmentations;
    }

    /** Creates the augmentation that needs the network; null for none. */
    Function<Model, Augmentation> adversary() {
        return values.adversary;
    }

    /** New listeners per training, in order. */
    Supplier<List<TrainingListener>> gradientListeners() {
        return values.gradientListeners;
    }

    /** Returns a new average per training; null for none. */
    Supplier<ParameterAverage> average() {
        return values.average;
    }

    /** Returns new snapshots per training; null for none. */
    Supplier<SnapshotEnsemble> snapshots() {
        return values.snapshots;
    }

    Path directory() {
        return values.directory;
    }

    boolean resume() {
        return values.resume;
    }

    int patience() {
        return values.patience;
    }

    boolean progress() {
        return values.progress;
    }

    List<TrainingListener> listeners() {
        return values.listeners;
    }

    Consumer<EpochLog> onEpoch() {
        return values.onEpoch;
    }

    /** Collects the options. */
    public static final class Builder implements Cloneable {

        private int epochs = 10;
        private int batchSize = 32;
        private long seed;
        private boolean augment;
        private LongFunction<List<Augmentation>> imageAugmentations = seedOfDraws -> List.of();
        private LongFunction<List<Augmentation>> augmentations = seedOfDraws -> List.of();
        private Function<Model, Augmentation> adversary;
        private Supplier<List<TrainingListener>> gradientListeners = List::of;
        private Supplier<ParameterAverage> average;
        private Supplier<SnapshotEnsemble> snapshots;
        private Path directory;
        private boolean resume;
        private int patience;
        private boolean progress;
        private List<TrainingListener> listeners = List.of();
        private Consumer<EpochLog> onEpoch = log -> {};

        private Builder() {}

        /**
         * Sets the number of epochs.
         *
         * @param value at least 1
         * @return this
         */
        public Builder epochs(int value) {
            epochs = Require.atLeast("epochs", value, 1);
            return this;
        }

        /**
         * Images per training step.
         *
         * @param value at least 1
         * @return this
         */
        public Builder batchSize(int value) {
            batchSize = Require.atLeast("batch size", value, 1);
            return this;
        }

        /**
         * Sets the seed of the order of images, augmentation and noise.
         *
         * @param value any
         * @return this
         */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /**
         * Sets whether training images are cropped and flipped at random.
         *
         * @param value true for augmentation
         * @return this
         */
        public Builder augment(boolean value) {
            augment = value;
            return this;
        }

        /**
         * Augments training images with values in [0, 1], before normalization, cropping and flipping.
         *
         * @param value creates augmentations from a seed, new ones at every call
         * @return this
         */
        public Builder imageAugmentations(LongFunction<List<Augmentation>> value) {
            imageAugmentations = Require.given("imageAugmentations", value);
            return this;
        }

        /**
         * Augments training batches with the network in training, after all other augmentations.
         *
         * @param value creates the augmentation; null for none
         * @return this
         */
        public Builder adversary(Function<Model, Augmentation> value) {
            adversary = value;
            return this;
        }

        /**
         * Augments training batches after cropping and flipping.
         *
         * @param value creates augmentations from a seed, new ones at every call
         * @return this
         */
        public Builder augmentations(LongFunction<List<Augmentation>> value) {
            augmentations = Require.given("augmentations", value);
            return this;
        }

        /**
         * Adds DL4J listeners that change gradients before the updater. They run in this order, before {@link
         * #average} and {@link #listeners}. A checkpoint does not include their state, so they must not depend on
         * earlier epochs.
         *
         * @param value creates listeners, new ones at every call
         * @return this
         */
        public Builder gradientListeners(Supplier<List<TrainingListener>> value) {
            gradientListeners = Require.given("gradientListeners", value);
            return this;
        }

        /**
         * Sets an average of the parameters that is evaluated, saved and returned in place of the parameters. For
         * stochastic weight averaging, BatchNorm statistics are re-estimated after every epoch.
         *
         * @param value creates a new average; null for none
         * @return this
         */
        public Builder average(Supplier<ParameterAverage> value) {
            average = value;
            return this;
        }

        /**
         * Keeps snapshots of the parameters. The final metrics are those of their ensemble. The curves, the checkpoint
         * and the network are those of the last parameters. Not with {@link #patience} or {@link #average}.
         *
         * @param value creates new snapshots; null for none
         * @return this
         */
        public Builder snapshots(Supplier<SnapshotEnsemble> value) {
            snapshots = value;
            return this;
        }

        /**
         * Sets the directory of checkpoints and metrics: {@code last.zip}, {@code best.zip} with patience, and {@code
         * epochs.csv}. The zips are DL4J model files ({@code ModelSerializer} reads them) that also hold the state of
         * the run.
         *
         * @param value directory, created if missing; null to write nothing
         * @return this
         */
        public Builder directory(Path value) {
            directory = value;
            return this;
        }

        /**
         * Resumes from the checkpoint in the directory, with the same result as without the interruption. A new run
         * refuses a directory with a checkpoint.
         *
         * @param value true to resume
         * @return this
         */
        public Builder resume(boolean value) {
            resume = value;
            return this;
        }

        /**
         * Stops after this many epochs without an improvement on the validation set, and returns the parameters of the
         * best epoch. An improvement is a higher accuracy, or the same and a lower NLL.
         *
         * @param value epochs, at least 1; 0 for no early stopping
         * @return this
         */
        public Builder patience(int value) {
            patience = Require.atLeast("patience", value, 0);
            return this;
        }

        /**
         * Shows a progress bar on standard error, if that is a terminal.
         *
         * @param value true to show it
         * @return this
         */
        public Builder progress(boolean value) {
            progress = value;
            return this;
        }

        /**
         * Adds DL4J listeners that observe the training.
         *
         * @param value listeners
         * @return this
         */
        public Builder listeners(TrainingListener... value) {
            listeners = List.of(value);
            return this;
        }

        /**
         * Sets a callback after each epoch and its checkpoint.
         *
         * @param value receives the log
         * @return this
         */
        public Builder onEpoch(Consumer<EpochLog> value) {
            onEpoch = Require.given("onEpoch", value);
            return this;
        }

        /**
         * Ends the builder.
         *
         * @return the options
         * @throws IllegalArgumentException if a run is to be resumed without a directory, or snapshots are combined
         *     with early stopping or an average
         */
        public TrainingOptions build() {
            if (snapshots != null && (patience > 0 || average != null)) {
                throw Require.invalid("patience and average with snapshots", "0 and none", patience + ", " + average);
            }
            if (resume && directory == null) {
                throw Require.invalid("directory", "given in order to resume", null);
            }
            return new TrainingOptions(copy());
        }

        private Builder copy() {
            try {
                return (Builder) super.clone();
            } catch (CloneNotSupportedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
