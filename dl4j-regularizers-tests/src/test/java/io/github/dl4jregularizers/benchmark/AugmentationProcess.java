package io.github.dl4jregularizers.benchmark;

import io.github.dl4jregularizers.augment.Augmentation;
import io.github.dl4jregularizers.averaging.ExponentialMovingAverage;
import io.github.dl4jregularizers.optimizer.SharpnessAwareMinimization;
import java.util.Locale;
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

    private static final int ITERATIONS = 30;
    private static final int WARM_UP = 10;

    private AugmentationProcess() {}

    /**
     * Prints a line for each measurement.
     *
     * @param arguments images in a batch, milliseconds of an iteration, blocks in a stage of the network
     */
    public static void main(String[] arguments) {
        int batch = Integer.parseInt(arguments[0]);
        double seconds = Integer.parseInt(arguments[1]) / 1000.0;
        DataSet images = ResidualNetworkVariant.batch(batch);
        images.setFeatures(Nd4j.rand(DataType.FLOAT, images.getFeatures().shape()));
        DataSet spectrograms = new DataSet(Nd4j.rand(DataType.FLOAT, batch, 80, 100), images.getLabels());
        for (AugmentationCase each : AugmentationCase.values()) {
            Augmentation augmentation = each.create();
            DataSet data = each.ofSequences() ? spectrograms : images;
            print(
                    each.name(),
                    fastest(seconds, () -> augmentation.preProcess(new DataSet(data.getFeatures(), data.getLabels()))));
        }
        ComputationGraph network =
                ResidualNetworkVariant.BLOCKS_OF_OURS.network(Integer.parseInt(arguments[2]), new Sgd(1e-4));
        ExponentialMovingAverage average = new ExponentialMovingAverage(0.999);
        print("EMA_UPDATE", fastest(seconds, () -> average.iterationDone(network, 0, 0)));
        print("TRAINING_STEP", fastest(seconds, () -> network.fit(images)));
        network.addListeners(new SharpnessAwareMinimization(0.05));
        print("STEP_WITH_SAM", fastest(seconds, () -> network.fit(images)));
    }

    private static void print(String name, double seconds) {
        System.out.printf(Locale.ROOT, "TIME %s ours %.2f%n", name, seconds * 1e6);
    }

    /** The mean time of a step in the fastest iteration. */
    private static double fastest(double seconds, Runnable step) {
        double fastest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < ITERATIONS; i++) {
            int steps = 0;
            long start = System.nanoTime();
            do {
                step.run();
                steps++;
            } while (System.nanoTime() < start + seconds * 1e9);
            double time = (System.nanoTime() - start) / 1e9 / steps;
            fastest = i < WARM_UP ? fastest : Math.min(fastest, time);
        }
        return fastest;
    }
}
