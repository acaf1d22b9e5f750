package io.github.dl4jregularizers.examples;

import io.github.dl4jregularizers.augment.AugmentedDataSetIterator;
import io.github.dl4jregularizers.augment.Cutout;
import io.github.dl4jregularizers.augment.RandAugment;
import io.github.dl4jregularizers.augment.RandomCropFlip;
import io.github.dl4jregularizers.averaging.ExponentialMovingAverage;
import io.github.dl4jregularizers.examples.data.ChannelStatistics;
import io.github.dl4jregularizers.examples.data.ImageBatches;
import io.github.dl4jregularizers.examples.data.ImageData;
import io.github.dl4jregularizers.examples.data.ImageSet;
import io.github.dl4jregularizers.examples.network.NetworkOptions;
import io.github.dl4jregularizers.examples.network.Networks;
import io.github.dl4jregularizers.examples.training.StepProgress;
import io.github.dl4jregularizers.loss.LabelSmoothingLoss;
import io.github.dl4jregularizers.loss.SampleWeightedLoss;
import io.github.dl4jregularizers.residual.FusedNetworks;
import io.github.dl4jregularizers.schedule.CosineSchedule;
import io.github.dl4jregularizers.semisupervised.FixMatch;
import java.io.IOException;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.preprocessor.CompositeDataSetPreProcessor;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.schedule.ScheduleType;

/** FixMatch with 250 labels on CIFAR-10, against training on the labeled images alone with the same steps. */
public final class FixMatchCifar {

    private static final int LABELS = 250;
    private static final int LABELED_BATCH = 32;
    private static final int UNLABELED_BATCH = 96;
    private static final CNN2DFormat FORMAT = CNN2DFormat.NCHW;

    private FixMatchCifar() {}

    /**
     * Trains both ways with each seed and prints the test accuracy.
     *
     * @param args the directory that holds {@code cifar-10-batches-bin}, the number of steps (default 1000), and seeds
     *     (default 1, 2, 3)
     * @throws IOException if the data cannot be read
     */
    public static void main(String[] args) throws IOException {
        CifarRun run = CifarRun.of("FixMatchCifar", "steps", 1000, args);
        for (long seed : run.seeds()) {
            run.result(seed, "labels only", supervised(run, seed));
            run.result(seed, "FixMatch", fixMatch(run, seed));
        }
        run.summary(LABELS + " labels");
    }

    private static double supervised(CifarRun run, long seed) {
        DataSetPreProcessor weak = weak(run.statistics(), seed);
        DataSetIterator batches = new AugmentedDataSetIterator(labeled(run.data(), seed), weak);
        return trained("labels only", network(run.length(), seed), batches, run);
    }

    private static double fixMatch(CifarRun run, long seed) {
        MultiLayerNetwork network = network(run.length(), seed);
        ImageData data = run.data();
        DataSetIterator unlabeled =
                ImageBatches.training(data.training(), ChannelStatistics.none(), UNLABELED_BATCH, false, seed);
        DataSetPreProcessor strong = new CompositeDataSetPreProcessor(
                new RandomCropFlip(FORMAT, 4, seed + 100),
                new RandAugment(FORMAT, seed).withFill(0.5),
                new Cutout(FORMAT, 16, seed).withFill(0.5),
                run.statistics().normalizer());
        DataSetPreProcessor weak = weak(run.statistics(), seed);
        FixMatch batches = FixMatch.of(network, labeled(data, seed), unlabeled, weak, strong);
        double accuracy = trained("FixMatch", network, batches, run);
        CifarRun.print(
                "FixMatch, seed %d: %.1f %% of the last pseudo-labels accepted", seed, 100 * batches.acceptedShare());
        return accuracy;
    }

    private static ImageBatches labeled(ImageData data, long seed) {
        ImageSet chosen = data.training().stratified(LABELS, seed);
        return ImageBatches.training(chosen, ChannelStatistics.none(), LABELED_BATCH, false, seed);
    }

    private static DataSetPreProcessor weak(ChannelStatistics statistics, long seed) {
        return new CompositeDataSetPreProcessor(new RandomCropFlip(FORMAT, 4, seed), statistics.normalizer());
    }

    private static MultiLayerNetwork network(int steps, long seed) {
        CosineSchedule rate = new CosineSchedule(ScheduleType.ITERATION, 0.03, steps);
        NetworkOptions options = NetworkOptions.builder()
                .seed(seed)
                .updater(new Nesterovs(rate, 0.9))
                .l2(5e-4)
                .loss(new SampleWeightedLoss(new LabelSmoothingLoss(0)))
                .build();
        return FusedNetworks.of((MultiLayerNetwork) Networks.build("cnn", options));
    }

    /** Trains, and returns the test accuracy of the moving average of the parameters, in percent. */
    private static double trained(String name, MultiLayerNetwork network, DataSetIterator batches, CifarRun run) {
        ExponentialMovingAverage average = new ExponentialMovingAverage(0.995).withWarmUp(1);
        try (StepProgress progress = new StepProgress(name, run.length())) {
            network.setListeners(average, progress);
            StepProgress.fit(network, batches, run.length());
        }
        return run.accuracy(average.averaged(network), run.data().test());
    }
}
