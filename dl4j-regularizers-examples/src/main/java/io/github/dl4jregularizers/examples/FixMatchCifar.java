package io.github.dl4jregularizers.examples;

import io.github.dl4jregularizers.augment.AugmentedDataSetIterator;
import io.github.dl4jregularizers.augment.Cutout;
import io.github.dl4jregularizers.augment.RandAugment;
import io.github.dl4jregularizers.augment.RandomCropFlip;
import io.github.dl4jregularizers.averaging.ExponentialMovingAverage;
import io.github.dl4jregularizers.cpu.OneDnn;
import io.github.dl4jregularizers.examples.data.ChannelStatistics;
import io.github.dl4jregularizers.examples.data.CifarData;
import io.github.dl4jregularizers.examples.data.ImageBatches;
import io.github.dl4jregularizers.examples.data.ImageData;
import io.github.dl4jregularizers.examples.data.ImageSet;
import io.github.dl4jregularizers.examples.network.NetworkOptions;
import io.github.dl4jregularizers.examples.network.Networks;
import io.github.dl4jregularizers.examples.report.Statistic;
import io.github.dl4jregularizers.examples.training.StepProgress;
import io.github.dl4jregularizers.loss.LabelSmoothingLoss;
import io.github.dl4jregularizers.loss.SampleWeightedLoss;
import io.github.dl4jregularizers.residual.FusedNetworks;
import io.github.dl4jregularizers.schedule.CosineSchedule;
import io.github.dl4jregularizers.semisupervised.FixMatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
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
        if (args.length == 0 || Arrays.stream(args).skip(1).anyMatch(argument -> !argument.matches("[1-9]\\d{0,6}"))) {
            System.err.println("usage: FixMatchCifar <directory of CIFAR-10, binary version> [<steps> [<seed> ...]]");
            System.exit(2);
        }
        System.out.println(OneDnn.enable());
        int steps = args.length > 1 ? Integer.parseInt(args[1]) : 1000;
        long[] seeds = args.length > 2
                ? Arrays.stream(args).skip(2).mapToLong(Long::parseLong).toArray()
                : new long[] {1, 2, 3};
        ImageData data = CifarData.load(Path.of(args[0]), CifarData.Variant.CIFAR10);
        ChannelStatistics statistics = ChannelStatistics.of(data.training());
        double[] supervised = new double[seeds.length];
        double[] fixMatch = new double[seeds.length];
        double[] gain = new double[seeds.length];
        for (int i = 0; i < seeds.length; i++) {
            supervised[i] = supervised(data, statistics, steps, seeds[i]);
            fixMatch[i] = fixMatch(data, statistics, steps, seeds[i]);
            gain[i] = fixMatch[i] - supervised[i];
        }
        print(
                "test accuracy, %d labels: supervised %s %%",
                LABELS, Statistic.of(supervised).format(1, false));
        print(
                "test accuracy, %d labels: FixMatch   %s %%",
                LABELS, Statistic.of(fixMatch).format(1, false));
        print("gain                                 %s", Statistic.of(gain).format(1, true));
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    private static double supervised(ImageData data, ChannelStatistics statistics, int steps, long seed) {
        MultiLayerNetwork network = network(steps, seed);
        DataSetPreProcessor weak = weak(statistics, seed);
        return trained(
                "supervised",
                network,
                new AugmentedDataSetIterator(labeled(data, seed), weak),
                data,
                statistics,
                steps);
    }

    private static double fixMatch(ImageData data, ChannelStatistics statistics, int steps, long seed) {
        MultiLayerNetwork network = network(steps, seed);
        DataSetIterator unlabeled =
                ImageBatches.training(data.training(), ChannelStatistics.none(), UNLABELED_BATCH, false, seed);
        DataSetPreProcessor strong = new CompositeDataSetPreProcessor(
                new RandomCropFlip(FORMAT, 4, seed + 100),
                new RandAugment(FORMAT, seed).withFill(0.5),
                new Cutout(FORMAT, 16, seed).withFill(0.5),
                statistics.normalizer());
        FixMatch batches = FixMatch.of(network, labeled(data, seed), unlabeled, weak(statistics, seed), strong);
        double accuracy = trained("FixMatch", network, batches, data, statistics, steps);
        print("FixMatch, seed %d: %.1f %% of the last pseudo-labels accepted", seed, 100 * batches.acceptedShare());
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
    private static double trained(
            String name,
            MultiLayerNetwork network,
            DataSetIterator batches,
            ImageData data,
            ChannelStatistics statistics,
            int steps) {
        ExponentialMovingAverage average = new ExponentialMovingAverage(0.995).withWarmUp(1);
        try (StepProgress progress = new StepProgress(name, steps)) {
            network.setListeners(average, progress);
            StepProgress.fit(network, batches, steps);
        }
        ImageBatches test = ImageBatches.inOrder(data.test(), statistics, 250);
        double accuracy = 100 * average.averaged(network).evaluate(test).accuracy();
        print("%s: test accuracy %.1f %%, last loss %.3f", name, accuracy, network.score());
        return accuracy;
    }
}
