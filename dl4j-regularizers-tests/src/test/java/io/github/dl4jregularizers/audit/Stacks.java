package io.github.dl4jregularizers.audit;

import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Sgd;

/** Small layer stacks. */
public final class Stacks {

    public static final InputType FLAT = InputType.feedForward(3);
    public static final InputType SEQUENCE = InputType.recurrent(3, 5);
    public static final InputType IMAGE = InputType.convolutional(4, 4, 2);

    private Stacks() {}

    /** The layers as they are, with a plain SGD. */
    public static MultiLayerConfiguration of(InputType input, Layer... layers) {
        return of(network -> {}, input, layers);
    }

    /** The layers, with settings for the whole network. */
    public static MultiLayerConfiguration of(
            Consumer<NeuralNetConfiguration.Builder> settings, InputType input, Layer... layers) {
        NeuralNetConfiguration.Builder builder =
                new NeuralNetConfiguration.Builder().updater(new Sgd(0.1)).activation(Activation.TANH);
        settings.accept(builder);
        return builder.list(layers)
                .validateOutputLayerConfig(false)
                .setInputType(input)
                .build();
    }

    /** Wide enough not to be a small network. */
    public static DenseLayer.Builder dense() {
        return new DenseLayer.Builder().nOut(400);
    }

    public static OutputLayer.Builder output() {
        return new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX);
    }

    public static RnnOutputLayer.Builder rnnOutput() {
        return new RnnOutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX);
    }
}
