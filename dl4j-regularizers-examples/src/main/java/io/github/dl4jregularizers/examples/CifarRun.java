package io.github.dl4jregularizers.examples;

import io.github.dl4jregularizers.cpu.OneDnn;
import io.github.dl4jregularizers.examples.data.ChannelStatistics;
import io.github.dl4jregularizers.examples.data.CifarData;
import io.github.dl4jregularizers.examples.data.ImageBatches;
import io.github.dl4jregularizers.examples.data.ImageData;
import io.github.dl4jregularizers.examples.data.ImageSet;
import io.github.dl4jregularizers.examples.report.Statistic;
import io.github.dl4jregularizers.examples.training.StepProgress;
import io.github.dl4jregularizers.residual.FusedNetworks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** What the mains on CIFAR-10 share: arguments, data, and a result per way of training and seed. */
final class CifarRun {

    private static final long[] SEEDS = {1, 2, 3};
    private static final int TEST_BATCH = 250;
    private static final int SUPERVISED_BATCH = 50;
    private static final int SUPERVISED_EPOCHS = 40;

    private final ImageData data;
    private final ChannelStatistics statistics;
    private final int length;
    private final long[] seeds;
    private final Map<String, List<Double>> results = new LinkedHashMap<>();

    private CifarRun(ImageData data, int length, long[] seeds) {
        this.data = data;
        this.statistics = ChannelStatistics.of(data.training());
        this.length = length;
        this.seeds = seeds;
    }

    /**
     * Reads the arguments and the data. Exits with 2 after a usage line if an argument is wrong.
     *
     * @param main name of the class with the main method
     * @param unit of the length of the training, in the plural
     * @param length length without an argument
     * @param args directory that holds {@code cifar-10-batches-bin}, length, seeds
     */
    static CifarRun of(String main, String unit, int length, String[] args) throws IOException {
        if (args.length == 0 || Arrays.stream(args).skip(1).anyMatch(argument -> !argument.matches("[1-9]\\d{0,6}"))) {
            System.err.println(
                    "usage: " + main + " <directory of CIFAR-10, binary version> [<" + unit + "> [<seed> ...]]");
            System.exit(2);
        }
        System.out.println(OneDnn.enable());
        return new CifarRun(
                CifarData.load(Path.of(args[0]), CifarData.Variant.CIFAR10),
                args.length > 1 ? Integer.parseInt(args[1]) : length,
                args.length > 2
                        ? Arrays.stream(args).skip(2).mapToLong(Long::parseLong).toArray()
                        : SEEDS);
    }

    ImageData data() {
        return data;
    }

    ChannelStatistics statistics() {
        return statistics;
    }

    int length() {
        return length;
    }

    long[] seeds() {
        return seeds;
    }

    /** Prints the accuracy of one way of training with one seed, and keeps it for the summary. */
    void result(long seed, String way, double percent) {
        print("seed %d, %s: test accuracy %.1f %%", seed, way, percent);
        results.computeIfAbsent(way, name -> new ArrayList<>()).add(percent);
    }

    /** Prints mean and standard deviation per way of training, and the paired difference from the first way. */
    void summary(String title) {
        double[] first = null;
        for (Map.Entry<String, List<Double>> way : results.entrySet()) {
            double[] values =
                    way.getValue().stream().mapToDouble(Double::doubleValue).toArray();
            String text = Statistic.of(values).format(1, false) + " %";
            if (first == null) {
                first = values;
            } else {
                double[] reference = first;
                double[] difference = IntStream.range(0, values.length)
                        .mapToDouble(i -> values[i] - reference[i])
                        .toArray();
                text += ", difference " + Statistic.of(difference).format(1, true);
            }
            print("%s, %s: test accuracy %s", title, way.getKey(), text);
        }
    }

    /** Returns the accuracy on the test images in percent. */
    double accuracy(MultiLayerNetwork network, ImageSet test) {
        return 100
                * network.evaluate(ImageBatches.inOrder(test, statistics, TEST_BATCH))
                        .accuracy();
    }

    /** Trains on labeled images with crops and flips, and returns the accuracy on the test images in percent. */
    double supervised(MultiLayerNetwork network, ImageSet labeled, long seed) {
        MultiLayerNetwork fused = FusedNetworks.of(network);
        ImageBatches batches = ImageBatches.training(labeled, statistics, SUPERVISED_BATCH, true, seed);
        int steps = SUPERVISED_EPOCHS * ((labeled.size() + SUPERVISED_BATCH - 1) / SUPERVISED_BATCH);
        try (StepProgress progress = new StepProgress("supervised", steps)) {
            fused.setListeners(progress);
            fused.fit(batches, SUPERVISED_EPOCHS);
        }
        return accuracy(fused, data.test());
    }

    static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
