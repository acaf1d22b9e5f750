package io.github.dl4jregularizers.benchmark;

import io.github.dl4jregularizers.augment.Augmentation;
import io.github.dl4jregularizers.averaging.ExponentialMovingAverage;
import io.github.dl4jregularizers.optimizer.FastUpdates;
import io.github.dl4jregularizers.optimizer.SharpnessAwareMinimization;
import java.util.Locale;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * Measures augmentations of a batch, the update of a moving average, and a training step of ResNet-20 without and with
 * SAM.
 */
final class AugmentationProcess {

    private static final int ITERATIONS = 20;

    private final double seconds;
    private final Pattern only;

    private AugmentationProcess(double seconds, Pattern only) {
        this.seconds = seconds;
        this.only = only;
    }

    /**
     * Prints a line for each measurement.
     *
     * @param arguments images in a batch; milliseconds of an iteration; milliseconds to warm up; regular expression of
     *     the names to measure; milliseconds to warm up for training steps; blocks in a stage of the network
     */
    public static void main(String[] arguments) {
        int batch = Integer.parseInt(arguments[0]);
        double warmUp = Integer.parseInt(arguments[2]) / 1000.0;
        AugmentationProcess process = new AugmentationProcess(
                Integer.parseInt(arguments[1]) / 1000.0, Pattern.compile(arguments[3], Pattern.CASE_INSENSITIVE));
        process.augmentations(batch, warmUp);
        process.steps(batch, Integer.parseInt(arguments[5]), warmUp, Integer.parseInt(arguments[4]) / 1000.0);
    }

    private void augmentations(int batch, double warmUp) {
        DataSet images = ResidualNetworkVariant.batch(batch);
        images.setFeatures(Nd4j.rand(DataType.FLOAT, images.getFeatures().shape()));
        DataSet spectrograms = new DataSet(Nd4j.rand(DataType.FLOAT, batch, 80, 100), images.getLabels());
        for (AugmentationCase each : AugmentationCase.values()) {
            Augmentation augmentation = each.create();
            DataSet data = each.ofSequences() ? spectrograms : images;
            print(
                    each.name(),
                    warmUp,
                    () -> augmentation.preProcess(new DataSet(data.getFeatures(), data.getLabels())));
        }
    }

    private void steps(int batch, int blocks, double warmUp, double stepWarmUp) {
        DataSet images = ResidualNetworkVariant.batch(batch);
        ComputationGraph network = ResidualNetworkVariant.BLOCKS_OF_OURS.network(blocks, new Sgd(1e-4));
        FastUpdates.applyTo(network);
        ExponentialMovingAverage average = new ExponentialMovingAverage(0.999);
        print("EMA_UPDATE", warmUp, () -> average.iterationDone(network, 0, 0));
        print("TRAINING_STEP", stepWarmUp, () -> network.fit(images));
        network.addListeners(new SharpnessAwareMinimization(0.05));
        print("STEP_WITH_SAM", stepWarmUp, () -> network.fit(images));
    }

    private void print(String name, double warmUp, Runnable step) {
        if (only.matcher(name).matches()) {
            meanTime(warmUp, step);
            System.out.printf(Locale.ROOT, "TIME %s ours %.2f%n", name, fastest(step) * 1e6);
        }
    }

    /** The mean time of a step in the fastest iteration. */
    private double fastest(Runnable step) {
        double fastest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < ITERATIONS; i++) {
            fastest = Math.min(fastest, meanTime(seconds, step));
        }
        return fastest;
    }

    /** Repeats a step for at least the given time. */
    private static double meanTime(double atLeast, Runnable step) {
        int steps = 0;
        long start = System.nanoTime();
        do {
            step.run();
            steps++;
        } while (System.nanoTime() < start + atLeast * 1e9);
        return (System.nanoTime() - start) / 1e9 / steps;
    }
}
