package io.github.dl4jregularizers.internal.config;

import java.util.Optional;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * A layer configuration that describes itself to the rest of the library: roles of parameters, units of weights, weight
 * noise, sources of randomness, pruning.
 *
 * <p>Every method has a default. An empty result selects the rules for DL4J's layers, by superclass and shape. Only
 * {@link LayerDescription} reads this interface. No method is named as a bean property, because DL4J's JSON mapper
 * would serialize it.
 */
public interface SelfDescribed {

    /**
     * Returns the role of a parameter of this layer.
     *
     * @param parameterName name within the layer
     * @return empty for the role that the layer's {@code ParamInitializer} implies
     */
    default Optional<ParameterRole> roleOf(String parameterName) {
        return Optional.empty();
    }

    /**
     * Returns the units of a weight.
     *
     * @param parameterName name within the layer, of a parameter with the role {@link ParameterRole#WEIGHT}
     * @param shape shape and order of the parameter
     * @return empty for the units of DL4J's superclass, or of a matrix [inputs, outputs]
     */
    default Optional<Units> unitsOf(String parameterName, ParameterShape shape) {
        return Optional.empty();
    }

    /**
     * Returns the reason why weight noise cannot wrap this layer.
     *
     * @return the kind of layer that is required instead, to follow "must be"; empty if weight noise can wrap this one
     */
    default Optional<String> weightNoiseRefusal() {
        return Optional.empty();
    }

    /**
     * Returns the reason why this layer must be a layer of the network, and not of a composite layer.
     *
     * @return reason to follow "it"; empty if a composite layer may hold this one
     */
    default Optional<String> compositeRefusal() {
        return Optional.empty();
    }

    /**
     * Returns the dropout that this layer applies to its input, if it is kept elsewhere than in DL4J's {@code
     * iDropout}.
     *
     * @return empty if {@code getIDropout()} is the layer's only dropout
     */
    default Optional<IDropout> activationNoise() {
        return Optional.empty();
    }

    /**
     * Copies the layer with another {@link #activationNoise()}.
     *
     * @param noise the replacement
     * @return a changed copy
     */
    default Layer withActivationNoise(IDropout noise) {
        throw new UnsupportedOperationException(getClass().getName() + " has no activation noise");
    }

    /**
     * Tests whether the layer applies the dropout in DL4J's {@code iDropout}.
     *
     * @return false if a dropout set with {@code .dropOut(..)} has no effect on this layer
     */
    default boolean appliesDropout() {
        return true;
    }

    /**
     * Tests whether training draws from ND4J's generator in a way that cannot be redirected to a {@code NoiseSource}.
     *
     * @return true for such a layer; false for a {@code Stochastic} one
     */
    default boolean drawsFromBackend() {
        return false;
    }

    /**
     * Returns the branches that this layer adds up or concatenates at inference.
     *
     * @return empty for a layer that holds none, or combines them in another way
     */
    default Optional<Branches> branches() {
        return Optional.empty();
    }

    /**
     * Returns the pruning of this layer at inference.
     *
     * @return empty for a layer that prunes nothing
     */
    default Optional<Pruning> pruning() {
        return Optional.empty();
    }
}
