package io.github.dl4jregularizers.examples.posterior;

import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.data.ChannelStatistics;
import io.github.dl4jregularizers.examples.data.ImageBatches;
import io.github.dl4jregularizers.examples.data.ImageSet;
import io.github.dl4jregularizers.examples.network.NetworkOptions;
import io.github.dl4jregularizers.examples.network.Networks;
import io.github.dl4jregularizers.schedule.CosineSchedule;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.schedule.ScheduleType;

/** The settings that all methods of a comparison share. Immutable. */
public final class PosteriorTraining {

    private static final int BATCH = 64;
    private static final double L2 = 5e-4;

    private final String network;
    private final ImageSet images;
    private final int epochs;
    private final int passes;
    private final double learningRate;
    private final long seed;

    /** Null without one. */
    private final TrainingListener listener;

    /**
     * Settings of one run.
     *
     * @param network name of the network, see {@link Networks#names()}
     * @param images training images
     * @param epochs epochs per trained network, at least 1
     * @param passes forward passes per image, at least 2
     * @param learningRate of SGD with momentum 0.9, above 0
     * @param seed of weights, order and noise
     * @throws IllegalArgumentException if a number is outside its range
     */
    public PosteriorTraining(String network, ImageSet images, int epochs, int passes, double learningRate, long seed) {
        this(network, images, epochs, passes, learningRate, seed, null);
    }

    private PosteriorTraining(
            String network,
            ImageSet images,
            int epochs,
            int passes,
            double learningRate,
            long seed,
            TrainingListener listener) {
        this.network = Networks.known("network", network);
        this.images = Require.given("images", images);
        this.epochs = Require.atLeast("epochs", epochs, 1);
        this.passes = Require.atLeast("passes", passes, 2);
        this.learningRate = Require.positive("learningRate", learningRate);
        this.seed = seed;
        this.listener = listener;
    }

    /** The settings with a listener to the steps of all networks. */
    PosteriorTraining withListener(TrainingListener added) {
        return new PosteriorTraining(network, images, epochs, passes, learningRate, seed, added);
    }

    /** The settings with the seed of a member. */
    PosteriorTraining member(int number) {
        long own = seed * 1000 + number + 1;
        return new PosteriorTraining(network, images, epochs, passes, learningRate, own, listener);
    }

    int epochs() {
        return epochs;
    }

    int passes() {
        return passes;
    }

    double learningRate() {
        return learningRate;
    }

    long seed() {
        return seed;
    }

    int size() {
        return images.size();
    }

    /** Iterations of a number of epochs. */
    int iterations(int ofEpochs) {
        return ofEpochs * ((images.size() + BATCH - 1) / BATCH);
    }

    /** Half a cosine, from a rate to 0 over the training. */
    CosineSchedule cosine(double from) {
        return new CosineSchedule(ScheduleType.ITERATION, from, iterations(epochs));
    }

    NetworkOptions.Builder options() {
        return NetworkOptions.builder().classes(images.classes()).seed(seed).l2(L2);
    }

    Model network(NetworkOptions.Builder options) {
        Model built = Networks.build(network, options.build());
        Nd4j.getRandom().setSeed(seed + 1);
        return built;
    }

    ImageBatches batches() {
        return ImageBatches.training(images, ChannelStatistics.of(images), BATCH, true, seed);
    }

    /** Tests whether the network is a sequence of layers, not a graph. */
    boolean isSequential() {
        return Networks.build(network, options().build()) instanceof MultiLayerNetwork;
    }

    void fit(Model model, int ofEpochs) {
        if (listener != null) {
            model.addListeners(listener);
        }
        if (model instanceof MultiLayerNetwork) {
            ((MultiLayerNetwork) model).fit(batches(), ofEpochs);
        } else {
            ((ComputationGraph) model).fit(batches(), ofEpochs);
        }
    }
}
