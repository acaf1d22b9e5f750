package io.github.dl4jregularizers.examples.recipe;

import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.data.ChannelStatistics;
import io.github.dl4jregularizers.examples.data.ImageSet;
import io.github.dl4jregularizers.examples.training.TrainingOptions;
import java.util.stream.IntStream;
import org.nd4j.linalg.schedule.ISchedule;

/** The facts about a training that a recipe needs. Immutable. */
public final class TrainingPlan {

    private final int classes;
    private final ImageSet images;
    private final int epochs;
    private final int iterations;
    private final long seed;
    private final ISchedule learningRate;
    private final Optimizer optimizer;
    private final double weightDecay;

    /**
     * Creates the plan of a training with Adam.
     *
     * @param options epochs, batch size and seed
     * @param images the training images
     * @param learningRate learning rate over the iterations
     */
    public TrainingPlan(TrainingOptions options, ImageSet images, ISchedule learningRate) {
        this(options, images, learningRate, Optimizer.ADAM, 0);
    }

    /**
     * Creates the plan of a training.
     *
     * @param options epochs, batch size and seed
     * @param images the training images
     * @param learningRate learning rate over the iterations
     * @param optimizer optimizer
     * @param weightDecay coefficient of L2 on the weights, at least 0; 0 with Adam, where a recipe sets it
     * @throws IllegalArgumentException if weightDecay is outside its range
     */
    public TrainingPlan(
            TrainingOptions options, ImageSet images, ISchedule learningRate, Optimizer optimizer, double weightDecay) {
        this.classes = images.classes();
        this.images = images;
        this.epochs = options.epochs();
        this.iterations = options.iterations(images.size());
        this.seed = options.seed();
        this.learningRate = Require.given("learningRate", learningRate);
        this.optimizer = Require.given("optimizer", optimizer);
        this.weightDecay = Require.nonNegative("weightDecay", weightDecay);
        if (optimizer == Optimizer.ADAM && weightDecay > 0) {
            throw Require.invalid("weightDecay with Adam", "0, as recipes such as adamw set it", weightDecay);
        }
    }

    int classes() {
        return classes;
    }

    /** Returns the number of training images. */
    int images() {
        return images.size();
    }

    /** Converts a distance in 255ths of the range of intensities into units of the normalized images. */
    double distance(double levels) {
        return ChannelStatistics.of(images).distance(levels);
    }

    /** Returns the highest learning rate of the training. */
    double peakLearningRate() {
        return IntStream.range(0, iterations)
                .mapToDouble(iteration -> learningRate.valueAt(iteration, 0))
                .max()
                .orElseThrow();
    }

    /** Passes over the training images. */
    int epochs() {
        return epochs;
    }

    /** Iterations of the whole training. */
    int iterations() {
        return iterations;
    }

    /** Returns the seed of weights and noise. */
    long seed() {
        return seed;
    }

    ISchedule learningRate() {
        return learningRate;
    }

    Optimizer optimizer() {
        return optimizer;
    }

    double weightDecay() {
        return weightDecay;
    }
}
