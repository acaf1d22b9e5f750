package io.github.dl4jregularizers.internal.config;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.learning.config.Sgd;

/** A layer, the input it gets, and its parameters as {@code name=ROLE} in layout order. */
public final class ParametricLayer {
    private final InputType input;
    private final Layer layer;
    private final String roles;

    ParametricLayer(InputType input, Layer layer, String roles) {
        this.input = input;
        this.layer = layer;
        this.roles = roles;
    }

    /** A network of this layer alone, made anew in each call. */
    public MultiLayerConfiguration configuration() {
        return new NeuralNetConfiguration.Builder()
                .updater(new Sgd(0.1))
                .activation(new ActivationIdentity())
                .list()
                .layer(layer.clone())
                .validateOutputLayerConfig(false)
                .setInputType(input)
                .build();
    }

    public InputType input() {
        return input;
    }

    public String roles() {
        return roles;
    }

    String describe(Map<String, ParameterRole> found) {
        return found.entrySet().stream()
                .map(entry -> entry.getKey().substring(2) + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }

    Stream<Class<?>> layerClasses() {
        return LayerTree.of(configuration()).nodes().stream()
                .map(node -> node.config().getClass());
    }

    @Override
    public String toString() {
        return layer.getClass().getSimpleName() + ": " + roles;
    }
}
