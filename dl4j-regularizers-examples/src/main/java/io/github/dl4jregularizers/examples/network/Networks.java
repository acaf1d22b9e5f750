package io.github.dl4jregularizers.examples.network;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.examples.Require;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;

/** The networks of the program, by name. */
public final class Networks {

    /** 32x32 RGB images, channels first. */
    static final InputType.InputTypeConvolutional IMAGES =
            (InputType.InputTypeConvolutional) InputType.convolutional(32, 32, 3);

    /** Stands for seed 0, which ND4J's generator takes as unset. */
    private static final long STANDS_FOR_ZERO = 0x9E3779B97F4A7C15L;

    private static final Map<String, Function<NetworkOptions, Model>> BY_NAME = new LinkedHashMap<>();

    static {
        BY_NAME.put("cnn", SmallCnn::build);
        BY_NAME.put("attention", AttentionNetwork::build);
        BY_NAME.put("resnet8", options -> CifarResidualNetwork.build(1, options));
        BY_NAME.put("resnet20", options -> CifarResidualNetwork.build(3, options));
        BY_NAME.put("resnet32", options -> CifarResidualNetwork.build(5, options));
        BY_NAME.put("resnet56", options -> CifarResidualNetwork.build(9, options));
        BY_NAME.put("resnet110", options -> CifarResidualNetwork.build(18, options));
    }

    private Networks() {}

    /**
     * Returns the known names, smallest network first.
     *
     * @return names for {@link #build}
     */
    public static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }

    /**
     * Refuses unknown names.
     *
     * @param argument name of the argument
     * @param name one of {@link #names()}
     * @return name
     */
    public static String known(String argument, String name) {
        if (!BY_NAME.containsKey(name)) {
            throw Require.invalid(argument, "one of " + String.join(", ", BY_NAME.keySet()), name);
        }
        return name;
    }

    /**
     * Builds and initializes a network.
     *
     * @param name one of {@link #names()}
     * @param options settings within the architecture
     * @return a {@code MultiLayerNetwork} for cnn, a {@code ComputationGraph} for the others
     * @throws IllegalArgumentException if the name is unknown; the message lists the known ones
     */
    public static Model build(String name, NetworkOptions options) {
        return BY_NAME.get(known("network", name)).apply(options);
    }

    /**
     * Returns the attention of the network "attention".
     *
     * @param dropRate drop rate of the attention weights
     * @return a new layer
     */
    public static Layer attention(DropRate dropRate) {
        return AttentionNetwork.attention(dropRate);
    }

    /** Common settings: He initialization, padding that keeps the size of maps, identity as default activation. */
    static NeuralNetConfiguration.Builder defaults(NetworkOptions options) {
        NeuralNetConfiguration.Builder defaults = new NeuralNetConfiguration.Builder()
                .seed(options.seed() == 0 ? STANDS_FOR_ZERO : options.seed())
                .updater(options.updater())
                .l2(options.l2())
                .weightInit(WeightInit.RELU)
                .activation(Activation.IDENTITY)
                .convolutionMode(ConvolutionMode.Same);
        options.constraint().ifPresent(defaults::constrainWeights);
        return defaults;
    }

    static Layer classifier(NetworkOptions options) {
        return options.dense(new OutputLayer.Builder(options.loss())
                .nOut(options.classes())
                .activation(Activation.SOFTMAX)
                .build());
    }
}
