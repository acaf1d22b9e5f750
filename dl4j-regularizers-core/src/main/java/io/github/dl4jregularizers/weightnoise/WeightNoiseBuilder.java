package io.github.dl4jregularizers.weightnoise;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * The options of every {@link WeightNoiseLayer}.
 *
 * @param <B> the builder
 */
abstract class WeightNoiseBuilder<B extends WeightNoiseBuilder<B>> {

    final Layer underlying;
    List<String> parameters;
    boolean biases;
    private String name;

    WeightNoiseBuilder(Layer underlying) {
        this.underlying = underlying;
    }

    abstract B self();

    /** Sets the name of a built layer, if the builder has one. */
    final <L extends Layer> L named(L layer) {
        if (name != null) {
            layer.setLayerName(name);
        }
        return layer;
    }

    /**
     * Sets the layer's name in the network. Default: the underlying layer's name.
     *
     * @param layerName not null
     * @return this
     */
    public B name(String layerName) {
        name = Arguments.required("name", layerName);
        return self();
    }

    /**
     * Perturbs only some of the layer's weights. Default: all.
     *
     * @param names DL4J's names within the layer, such as {@code "RW"} for recurrent weights; a name applies to both
     *     directions of a {@code Bidirectional}
     * @return this
     */
    public B parameters(String... names) {
        parameters = List.of(Arguments.required("parameters", names));
        return self();
    }

    /**
     * Perturbs biases too, in training only. Default: false.
     *
     * @param perturbed true for all biases of the layer
     * @return this
     */
    public B biases(boolean perturbed) {
        biases = perturbed;
        return self();
    }
}
