package io.github.dl4jregularizers.benchmark;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.cpu.OneDnn;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.inference.MonteCarloDropout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Measures one {@link MonteCarloCase} in this process: its time, or its peak memory. */
final class MonteCarloProcess {

    static final int BATCH = 64;

    private static final int WARM_UP_SECONDS = 2;
    private static final int SECONDS = 5;

    private MonteCarloProcess() {}

    /**
     * Prints {@code RESULT} and numbers: seconds of the sampler, of the naive loop and of the limit; or, with
     * {@code memory} as third argument, kilobytes.
     *
     * @param arguments the case, the number of samples
     */
    public static void main(String[] arguments) throws IOException {
        OneDnn.enable();
        MonteCarloCase row = MonteCarloCase.valueOf(arguments[0]);
        int samples = Integer.parseInt(arguments[1]);
        Model network = row.build();
        INDArray images = Nd4j.rand(DataType.FLOAT, BATCH, 3, 32, 32);
        MonteCarloDropout sampler = sampler(network).samples(samples);
        if (arguments.length > 2) {
            sampler.predict(images);
            System.out.println("RESULT " + mostMemory());
            return;
        }
        double ours = seconds(() -> sampler.predict(images));
        double pass = seconds(() -> output(network, images, true));
        double limit = samples * pass;
        if (row.isHeadOnly()) {
            MultiLayerNetwork head = head();
            INDArray features = Nd4j.rand(DataType.FLOAT, BATCH, MonteCarloCase.FEATURES);
            limit = seconds(() -> output(network, images, false))
                    + samples * seconds(() -> head.output(features, true));
        }
        System.out.printf(Locale.ROOT, "RESULT %.5f %.5f %.5f%n", ours, samples * pass, limit);
    }

    private static double seconds(Runnable step) {
        return MedianTime.seconds(step, WARM_UP_SECONDS, SECONDS);
    }

    private static MonteCarloDropout sampler(Model network) {
        return network instanceof ComputationGraph
                ? MonteCarloDropout.of((ComputationGraph) network)
                : MonteCarloDropout.of((MultiLayerNetwork) network);
    }

    /** The usual loop: the whole network in training mode. */
    private static INDArray output(Model network, INDArray images, boolean training) {
        return network instanceof ComputationGraph
                ? ((ComputationGraph) network).outputSingle(training, images)
                : ((MultiLayerNetwork) network).output(images, training);
    }

    /** The repeated part if only the classifier has noise before it. */
    private static MultiLayerNetwork head() {
        MultiLayerNetwork head = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list(
                        new NoiseLayer(new Dropout(DropRate.of(MonteCarloCase.DROP_RATE))),
                        new OutputLayer.Builder()
                                .nOut(10)
                                .activation(Activation.SOFTMAX)
                                .build())
                .setInputType(InputType.feedForward(MonteCarloCase.FEATURES))
                .build());
        head.init();
        return head;
    }

    /** The peak memory of this process, as reported by Linux. */
    private static long mostMemory() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
