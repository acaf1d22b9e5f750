package io.github.dl4jregularizers.device;

import io.github.dl4jregularizers.internal.backend.Backend;
import io.github.dl4jregularizers.loss.LabelSmoothingLoss;
import java.util.Arrays;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * Prints the device and versions, how far a training on it is from the same arithmetic in Java, and images per second.
 * Exits with 1 if the difference is too large or a parameter is not finite.
 */
public final class SmokeRun {

    private static final int FEATURES = 12;
    private static final int CLASSES = BudgetNetworks.CLASSES;
    private static final int EXAMPLES = 8;
    private static final int STEPS = 20;
    private static final double RATE = 0.5;
    private static final double SMOOTHING = 0.1;
    private static final double TOLERANCE = 1e-4;

    private SmokeRun() {}

    public static void main(String[] arguments) {
        System.out.println("ND4J backend: " + Nd4j.getBackend().getClass().getSimpleName() + " "
                + Nd4j.class.getPackage().getImplementationVersion());
        System.out.println("Devices: " + Nd4j.getAffinityManager().getNumberOfDevices() + ", Java " + Runtime.version()
                + ", library: " + Backend.current());
        double difference = difference();
        System.out.printf("%-28s %22s%n", "softmax regression", "difference " + difference);
        boolean isFinite = speed("README network", BudgetNetworks::readme)
                & speed("ResNet-20, regularized", BudgetNetworks::resNet20);
        boolean passed = difference <= TOLERANCE && isFinite;
        System.out.println(passed ? "PASSED" : "FAILED");
        System.exit(passed ? 0 : 1);
    }

    /** Largest difference of a weight after training on the device and in Java. */
    static double difference() {
        double[][] features = new double[EXAMPLES][FEATURES];
        double[][] labels = new double[EXAMPLES][CLASSES];
        for (int i = 0; i < EXAMPLES; i++) {
            labels[i][i % CLASSES] = 1;
            for (int j = 0; j < FEATURES; j++) {
                features[i][j] = Math.sin(1 + i * FEATURES + j);
            }
        }
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .updater(new Sgd(RATE))
                .list(new OutputLayer.Builder(new LabelSmoothingLoss(SMOOTHING))
                        .nIn(FEATURES)
                        .nOut(CLASSES)
                        .hasBias(false)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        network.init();
        network.params().assign(0);
        DataSet batch = new DataSet(
                Nd4j.create(features).castTo(network.params().dataType()),
                Nd4j.create(labels).castTo(network.params().dataType()));
        double[][] weights = new double[FEATURES][CLASSES];
        for (int step = 0; step < STEPS; step++) {
            network.fit(batch);
            step(weights, features, labels);
        }
        INDArray expected = Nd4j.create(weights).castTo(network.params().dataType());
        return network.getParam("0_W").sub(expected).amaxNumber().doubleValue();
    }

    /** One step of gradient descent on the smoothed cross entropy, averaged over the examples. */
    private static void step(double[][] weights, double[][] features, double[][] labels) {
        double[][] gradient = new double[FEATURES][CLASSES];
        for (int i = 0; i < EXAMPLES; i++) {
            double[] exponentials = new double[CLASSES];
            for (int k = 0; k < CLASSES; k++) {
                double logit = 0;
                for (int j = 0; j < FEATURES; j++) {
                    logit += features[i][j] * weights[j][k];
                }
                exponentials[k] = Math.exp(logit);
            }
            double sum = Arrays.stream(exponentials).sum();
            for (int k = 0; k < CLASSES; k++) {
                double target = (1 - SMOOTHING) * labels[i][k] + SMOOTHING / CLASSES;
                for (int j = 0; j < FEATURES; j++) {
                    gradient[j][k] += features[i][j] * (exponentials[k] / sum - target) / EXAMPLES;
                }
            }
        }
        for (int j = 0; j < FEATURES; j++) {
            for (int k = 0; k < CLASSES; k++) {
                weights[j][k] -= RATE * gradient[j][k];
            }
        }
    }

    private static boolean speed(String name, Supplier<MultiLayerNetwork> builder) {
        MultiLayerNetwork network = builder.get();
        INDArray images = Nd4j.rand(EXAMPLES, 3, BudgetNetworks.SIZE, BudgetNetworks.SIZE);
        INDArray labels =
                Nd4j.eye(CLASSES).get(NDArrayIndex.interval(0, EXAMPLES)).dup();
        network.fit(images, labels);
        long start = System.nanoTime();
        for (int step = 0; step < STEPS; step++) {
            network.fit(images, labels);
        }
        boolean isFinite = Double.isFinite(network.params().sumNumber().doubleValue());
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("%-28s %22s%n", name, String.format("%.0f images/s", STEPS * EXAMPLES / seconds));
        return isFinite;
    }
}
