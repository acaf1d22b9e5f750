package io.github.dl4jregularizers.examples.training;

import io.github.dl4jregularizers.augment.Augmentation;
import io.github.dl4jregularizers.averaging.ParameterAverage;
import io.github.dl4jregularizers.examples.Require;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.deeplearning4j.optimize.api.TrainingListener;

/** How a network is trained. Immutable. Updater, learning rate, loss and noise belong to the network itself. */
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
     * Number of training steps, which is what learning-rate schedules count.
     *
     * @param images number of training images
     * @return steps of all epochs together
     */
    public int iterations(int images) {
        return Math.multiplyExact(values.epochs, (images + values.batchSize - 1) / values.batchSize);
    }

    /**
     * Passes over the training images, all in all.
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
     * Seed of the order of images, augmentation and noise.
     *
     * @return any number
     */
    public long seed() {
        return values.seed;
    }

    boolean augment() {
        return values.augment;
    }

    LongFunction<List<Augmentation>> augmentations() {
        return values.augmentations;
    }

    /** New listeners for every training, in order. */
    Supplier<List<TrainingListener>> gradientListeners() {
        return values.gradientListeners;
    }

    /** A new average for every training; null for none. */
    Supplier<ParameterAverage> average() {
        return values.average;
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
        private LongFunction<List<Augmentation>> augmentations = seedOfDraws -> List.of();
        private Supplier<List<TrainingListener>> gradientListeners = List::of;
        private Supplier<ParameterAverage> average;
        private Path directory;
        private boolean resume;
        private int patience;
        private boolean progress;
        private List<TrainingListener> listeners = List.of();
        private Consumer<EpochLog> onEpoch = log -> {};

        private Builder() {}

        /**
         * Passes over the training images, all in all.
         *
         * @param value at least 1
         * @return this
         */
        public Builder epochs(int value) {
            epochs = Require.atLeast("epochs", value, 1);
            return this;
        }

        /**
         * Images a training step.
         *
         * @param value at least 1
         * @return this
         */
        public Builder batchSize(int value) {
            batchSize = Require.atLeast("batch size", value, 1);
            return this;
        }

        /**
         * Seed of the order of images, augmentation and noise.
         *
         * @param value any
         * @return this
         */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /**
         * Whether training images are cropped and flipped at random.
         *
         * @param value true for augmentation
         * @return this
         */
        public Builder augment(boolean value) {
            augment = value;
            return this;
        }

        /**
         * What else is done to batches of training images, after cropping and flipping.
         *
         * @param value makes augmentations for a seed, new ones at every call
         * @return this
         */
        public Builder augmentations(LongFunction<List<Augmentation>> value) {
            augmentations = Require.given("augmentations", value);
            return this;
        }

        /**
         * DL4J listeners that change gradients before the updater gets them. They are called in this order, before
         * {@link #average} and {@link #listeners}. A checkpoint holds nothing of theirs: what they do must not depend on
         * earlier epochs.
         *
         * @param value makes listeners, new ones at every call
         * @return this
         */
        public Builder gradientListeners(Supplier<List<TrainingListener>> value) {
            gradientListeners = Require.given("gradientListeners", value);
            return this;
        }

        /**
         * An average of the parameters to evaluate, save and give back in place of the parameters themselves. That of
         * stochastic weight averaging gets BatchNorm statistics of its own after every epoch.
         *
         * @param value makes a new average; null for none
         * @return this
         */
        public Builder average(Supplier<ParameterAverage> value) {
            average = value;
            return this;
        }

        /**
         * Where checkpoints and metrics go: {@code last.zip}, with patience {@code best.zip}, and {@code epochs.csv}. The
         * zips are DL4J model files ({@code ModelSerializer} reads them) that also hold the state of the run.
         *
         * @param value directory, made if missing; null to write nothing
         * @return this
         */
        public Builder directory(Path value) {
            directory = value;
            return this;
        }

        /**
         * Whether to go on from the checkpoint in the directory, to the same result as without the interruption. A new run
         * refuses a directory that holds a checkpoint.
         *
         * @param value true to continue
         * @return this
         */
        public Builder resume(boolean value) {
            resume = value;
            return this;
        }

        /**
         * Stops early, after so many epochs without a better one on the validation set (higher accuracy, or the same and
         * lower NLL), and in the end gives back the parameters of the best epoch.
         *
         * @param value epochs, at least 1; 0 for no early stopping
         * @return this
         */
        public Builder patience(int value) {
            patience = Require.atLeast("patience", value, 0);
            return this;
        }

        /**
         * Whether to show a progress bar on standard error, if that is a terminal.
         *
         * @param value true to show it
         * @return this
         */
        public Builder progress(boolean value) {
            progress = value;
            return this;
        }

        /**
         * DL4J listeners that watch the training, beside those the network has.
         *
         * @param value listeners
         * @return this
         */
        public Builder listeners(TrainingListener... value) {
            listeners = List.of(value);
            return this;
        }

        /**
         * Told of every epoch, after its checkpoint is written.
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
         * @throws IllegalArgumentException if a run is to be resumed without a directory
         */
        public TrainingOptions build() {
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
