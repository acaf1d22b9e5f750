package io.github.dl4jregularizers.examples.training;

import io.github.dl4jregularizers.augment.Augmentation;
import io.github.dl4jregularizers.averaging.ParameterAverage;
import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.data.ChannelStatistics;
import io.github.dl4jregularizers.examples.data.ImageBatches;
import io.github.dl4jregularizers.examples.data.ImageData;
import io.github.dl4jregularizers.examples.data.ImageSet;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Trains a network on images with plain {@code fit}, epoch by epoch. Computes metrics, writes a checkpoint, and
 * decides on early stopping after each epoch.
 *
 * <p>Order, augmentation and noise of an epoch are keyed by the seed and the epoch's number ({@code Nd4j.getRandom()}
 * is reseeded at its start). Two runs, and a killed and resumed run, therefore end with bit-identical parameters on
 * one machine with the same number of threads. The checkpoint includes the state of a parameter average, but not the
 * state of other listeners.
 */
public final class Trainer {

    private static final int EVALUATION_BATCH = 128;

    private final TrainingOptions options;

    /**
     * Creates a trainer for any number of networks.
     *
     * @param options options of the training
     */
    public Trainer(TrainingOptions options) {
        this.options = Require.given("options", options);
    }

    /**
     * Trains a network.
     *
     * @param model an initialized {@code MultiLayerNetwork} or {@code ComputationGraph} with one input and one
     *     softmax output; its parameters change
     * @param data images; early stopping needs a validation set
     * @return log and final metrics
     * @throws IOException if a file cannot be written or read, or another training uses the directory; an existing
     *     checkpoint is unchanged
     * @throws IllegalArgumentException if early stopping has no validation set, or the checkpoint is of another run
     * @throws DivergenceException if the loss or a parameter is not finite; the last checkpoint is from before
     */
    public TrainingResult train(Model model, ImageData data) throws IOException {
        AnyNetwork network = new AnyNetwork(model);
        if (options.patience() > 0) {
            Require.atLeast(
                    "validation images for early stopping", data.validation().size(), 1);
        }
        ChannelStatistics statistics = ChannelStatistics.of(data.training());
        ImageBatches plain =
                ImageBatches.training(data.training(), statistics, options.batchSize(), false, options.seed());
        Averaging averaging = new Averaging(network, options, plain);
        Snapshots snapshots = new Snapshots(network, options);
        if (options.resume() && Files.notExists(options.directory())) {
            throw new IOException("no checkpoint " + options.directory().resolve(Checkpoint.LAST));
        }
        FolderLock lock = FolderLock.of(options.directory());
        try {
            return train(network, averaging, snapshots, data, statistics);
        } finally {
            lock.close();
        }
    }

    private TrainingResult train(
            AnyNetwork network, Averaging averaging, Snapshots snapshots, ImageData data, ChannelStatistics statistics)
            throws IOException {
        RunState run =
                RunState.begin(options, network, averaging, snapshots, RunSettings.of(options, data, statistics));
        Collection<TrainingListener> before = List.copyOf(network.listeners());
        try {
            network.model().addListeners(options.gradientListeners().get().toArray(new TrainingListener[0]));
            snapshots.listen();
            train(network, averaging, data, statistics, run);
        } finally {
            network.model().setListeners(before);
        }
        int epoch = run.finish();
        Predictions test = Predictions.of(snapshots.predictor(), inOrder(data.test(), statistics));
        return new TrainingResult(
                run.epochs(),
                epoch,
                evaluate(snapshots.predictor(), data.training(), statistics),
                test.metrics(),
                test.classAccuracy(),
                network.sparsity());
    }

    /**
     * Returns the batches of a training, as the network sees them. Augmentations that need the network are left out.
     *
     * @param data images
     * @param statistics statistics of the training images
     * @return all epochs, from the first
     */
    public ImageBatches batches(ImageData data, ChannelStatistics statistics) {
        return batches(data, statistics, options.augmentations().apply(options.seed()));
    }

    private ImageBatches batches(AnyNetwork network, ImageData data, ChannelStatistics statistics) {
        List<Augmentation> augmentations =
                new ArrayList<>(options.augmentations().apply(options.seed()));
        if (options.adversary() != null) {
            augmentations.add(options.adversary().apply(network.model()));
        }
        return batches(data, statistics, augmentations);
    }

    private ImageBatches batches(ImageData data, ChannelStatistics statistics, List<Augmentation> augmentations) {
        return ImageBatches.training(
                        data.training(),
                        statistics,
                        options.batchSize(),
                        options.augment(),
                        options.seed(),
                        augmentations.toArray(new Augmentation[0]))
                .withImageAugmentations(options.imageAugmentations().apply(options.seed()));
    }

    private void train(
            AnyNetwork network, Averaging averaging, ImageData data, ChannelStatistics statistics, RunState run)
            throws IOException {
        int images = data.training().size();
        boolean validates = data.validation().size() > 0;
        ImageSet heldOut = validates ? data.validation() : data.test();
        int sampleSize = Math.max(heldOut.size(), data.training().classes());
        ImageSet sample = data.training().stratified(sampleSize, options.seed());
        ImageBatches batches = batches(network, data, statistics);
        try (Progress progress = Progress.start(options, run.epochs().size(), images)) {
            EpochWatch watch = new EpochWatch(progress, options.batchSize(), run.advice());
            network.model().addListeners(watch);
            averaging.listen();
            network.model().addListeners(options.listeners().toArray(new TrainingListener[0]));
            while (run.epochs().size() < options.epochs() && !run.isOutOfPatience()) {
                int epoch = run.epochs().size() + 1;
                Nd4j.getRandom().setSeed(seedOf(epoch));
                batches.startEpoch(epoch - 1);
                watch.start(epoch);
                long start = System.nanoTime();
                network.fit(batches);
                double seconds = (System.nanoTime() - start) / 1e9;
                watch.requireFinite(network.model().params());
                ParameterAverage.Swapped averaged = averaging.swapIn();
                try {
                    Metrics onHeldOut = evaluate(network, heldOut, statistics);
                    EpochLog log = new EpochLog(
                            epoch,
                            watch.loss(),
                            evaluate(network, sample, statistics),
                            validates ? onHeldOut : null,
                            validates ? null : onHeldOut,
                            images / seconds,
                            seconds);
                    run.add(log);
                    progress.finish(log);
                    options.onEpoch().accept(log);
                } finally {
                    averaged.close();
                }
            }
        }
    }

    private long seedOf(int epoch) {
        return new SplittableRandom(new SplittableRandom(options.seed()).nextLong() + epoch).nextLong();
    }

    private static Metrics evaluate(AnyNetwork network, ImageSet images, ChannelStatistics statistics) {
        return evaluate(network::output, images, statistics);
    }

    private static Metrics evaluate(UnaryOperator<INDArray> predictor, ImageSet images, ChannelStatistics statistics) {
        return Predictions.of(predictor, inOrder(images, statistics)).metrics();
    }

    private static ImageBatches inOrder(ImageSet images, ChannelStatistics statistics) {
        return ImageBatches.inOrder(images, statistics, EVALUATION_BATCH);
    }
}
