package io.github.dl4jregularizers.examples.training;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.GaussianDropout;
import io.github.dl4jregularizers.examples.data.ImageData;
import io.github.dl4jregularizers.examples.data.ImageSet;
import io.github.dl4jregularizers.schedule.CosineSchedule;
import io.github.dl4jregularizers.schedule.LinearWarmup;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * A run of milliseconds with every kind of state: running statistics, moments, scheduled learning rate and drop rate,
 * noise, augmentation.
 */
final class TinyRun {

    static final int TRAINING = 22;
    static final int BATCH = 5;

    private static final ISchedule LEARNING_RATE =
            new LinearWarmup(ScheduleType.ITERATION, 3, new CosineSchedule(ScheduleType.ITERATION, 0.02, 37));

    private TinyRun() {}

    static ImageData data(int validation) {
        return new ImageData("tiny", images(TRAINING, 1), images(validation, 2), images(12, 3));
    }

    private static ImageSet images(int size, long seed) {
        Random random = new Random(seed);
        byte[] pixels = new byte[size * 3 * 32 * 32];
        random.nextBytes(pixels);
        int[] labels = new int[size];
        for (int i = 0; i < size; i++) {
            labels[i] = i % 2;
            for (int j = 0; j < 3 * 32 * 32 && labels[i] == 1; j++) {
                pixels[i * 3 * 32 * 32 + j] |= random.nextInt(3) == 0 ? Byte.MIN_VALUE : 0;
            }
        }
        return new ImageSet(pixels, labels, List.of("random", "brighter"));
    }

    static TrainingOptions.Builder options() {
        return TrainingOptions.builder().epochs(4).batchSize(BATCH).seed(11).augment(true);
    }

    static Model stack() {
        return stack(new Adam(LEARNING_RATE));
    }

    static Model stack(IUpdater updater) {
        MultiLayerNetwork network = new MultiLayerNetwork(defaults(updater)
                .list(convolution(), new BatchNormalization.Builder().build(), output())
                .setInputType(InputType.convolutional(32, 32, 3))
                .build());
        network.init();
        return network;
    }

    static Model graph() {
        ComputationGraph network = new ComputationGraph(defaults(new Adam(LEARNING_RATE))
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(32, 32, 3))
                .addLayer("conv", convolution(), "in")
                .addLayer("bn", new BatchNormalization.Builder().build(), "conv")
                .addLayer("out", output(), "bn")
                .setOutputs("out")
                .build());
        network.init();
        return network;
    }

    private static NeuralNetConfiguration.Builder defaults(IUpdater updater) {
        return new NeuralNetConfiguration.Builder().seed(5).updater(updater).activation(Activation.IDENTITY);
    }

    private static ConvolutionLayer convolution() {
        return new ConvolutionLayer.Builder(8, 8)
                .stride(8, 8)
                .nOut(3)
                .activation(Activation.RELU)
                .build();
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder(new LossMCXENT())
                .nOut(2)
                .activation(Activation.SOFTMAX)
                .dropOut(new GaussianDropout(DropRate.ramp(0, 0.5, 12)))
                .build();
    }
}
