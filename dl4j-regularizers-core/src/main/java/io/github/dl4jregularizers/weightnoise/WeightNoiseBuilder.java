package io.github.dl4jregularizers.weightnoise;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * The options that every {@link WeightNoiseLayer} has.
 *
 * @param <B> the builder
 */
abstract class WeightNoiseBuilder<B extends WeightNoiseBuilder<B>> {

    final Layer underlying;
    List<String> parameters;
    boolean biases;

    WeightNoiseBuilder(Layer underlying) {
        this.underlying = underlying;
    }

    abstract B self();

    /**
     * Disturbs only some of the layer's weights. Default: all.
     *
     * @param names DL4J's names within the layer, such as {@code "RW"} for recurrent weights; both directions of a
     *     {@code Bidirectional} are meant by the same name
     * @return this
     */
    public B parameters(String... names) {
        parameters = List.of(Arguments.required("parameters", names));
        return self();
    }

    /**
     * Whether biases are disturbed too, in training only. Default: false.
     *
     * @param disturbed true for all biases of the layer
     * @return this
     */
    public B biases(boolean disturbed) {
        biases = disturbed;
        return self();
    }
}
