package io.github.dl4jregularizers.internal.config;

import java.util.Optional;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationRReLU;

/** Describes any layer: from the layer itself if it is {@link SelfDescribed}, else from the table of DL4J's layers. */
public final class LayerDescription {

    private LayerDescription() {}

    /** Returns the role of a parameter of a layer that holds no other layers. */
    static ParameterRole role(Layer layer, String parameterName) {
        return described(layer)
                .flatMap(described -> described.roleOf(parameterName))
                .or(() -> Dl4jLayers.role(layer, parameterName))
                .orElseGet(() -> ParameterRole.named(
                        layer.initializer().isWeightParam(layer, parameterName),
                        layer.initializer().isBiasParam(layer, parameterName)));
    }

    /** Returns the units of a weight; empty if the layer is foreign and the weight is no matrix. */
    static Optional<Units> units(TrainingConfig config, String parameterName, ParameterShape shape) {
        return described(config)
                .flatMap(described -> described.unitsOf(parameterName, shape))
                .or(() -> Dl4jLayers.units(config, parameterName, shape))
                .or(() -> shape.shape().length == 2 ? Optional.of(Units.ofMatrix(shape)) : Optional.empty());
    }

    /**
     * Returns the reason why weight noise cannot wrap a layer.
     *
     * @param layer a layer that holds no others, or a {@link SelfDescribed} one
     * @return the kind of layer that is required instead, to follow "must be"; empty if weight noise can wrap this one
     */
    public static Optional<String> weightNoiseRefusal(Layer layer) {
        return described(layer)
                .flatMap(SelfDescribed::weightNoiseRefusal)
                .or(() -> InnerLayers.of(layer).isEmpty() ? Dl4jLayers.weightNoiseRefusal(layer) : Optional.empty());
    }

    /**
     * Returns the reason why a layer must be a layer of the network, and not of a composite layer. Layers inside it
     * count.
     *
     * @param layer any layer
     * @return reason to follow "it"; empty if a composite layer may hold this one
     */
    public static Optional<String> compositeRefusal(Layer layer) {
        Optional<String> own = described(layer)
                .map(SelfDescribed::compositeRefusal)
                .orElseGet(() -> Dl4jLayers.isDl4j(layer)
                        ? Dl4jLayers.compositeRefusal(layer)
                        : Optional.of(
                                "is of the foreign class " + layer.getClass().getName()));
        return own.or(() -> InnerLayers.of(layer).values().stream()
                .map(LayerDescription::compositeRefusal)
                .flatMap(Optional::stream)
                .findFirst());
    }

    /**
     * Returns the dropout that a layer applies to its input.
     *
     * @param layer any layer
     * @return empty if there is none
     */
    public static Optional<IDropout> dropout(Layer layer) {
        return ownActivationNoise(layer).or(() -> Optional.ofNullable(layer.getIDropout()));
    }

    /**
     * Returns the dropout that a {@link SelfDescribed} layer keeps elsewhere than in DL4J's {@code iDropout}.
     *
     * @param layer any layer
     * @return empty for a layer that keeps none
     */
    public static Optional<IDropout> ownActivationNoise(Layer layer) {
        return described(layer).flatMap(SelfDescribed::activationNoise);
    }

    /**
     * Copies a layer with another dropout, in the field that the layer uses.
     *
     * @param layer any layer
     * @param noise the replacement
     * @return the copy
     */
    public static Layer withDropout(Layer layer, IDropout noise) {
        if (ownActivationNoise(layer).isPresent()) {
            return ((SelfDescribed) layer).withActivationNoise(noise);
        }
        Layer copy = InnerLayers.copy(layer);
        copy.setIDropout(noise);
        return copy;
    }

    /**
     * Tests whether a layer only applies noise to its input.
     *
     * @param config a layer or vertex
     * @return true for DL4J's {@code DropoutLayer} and for layers with an {@link SelfDescribed#activationNoise()}
     */
    public static boolean isNoiseLayer(TrainingConfig config) {
        return config instanceof DropoutLayer
                || described(config).flatMap(SelfDescribed::activationNoise).isPresent();
    }

    /**
     * Tests whether a dropout set with {@code .dropOut(..)} has no effect on a layer.
     *
     * @param config a layer or vertex
     * @return true if the layer never applies it
     */
    public static boolean ignoresDropout(TrainingConfig config) {
        return described(config)
                .map(described -> !described.appliesDropout())
                .orElseGet(() -> Dl4jLayers.ignoresDropout(config));
    }

    /**
     * Tests whether DL4J's weight noise, set with {@code .weightNoise(..)}, has no effect on a layer.
     *
     * @param config a layer or vertex
     * @return true for layers of DL4J that read their parameters directly
     */
    public static boolean ignoresWeightNoise(TrainingConfig config) {
        return Dl4jLayers.ignoresWeightNoise(config);
    }

    /**
     * Tests whether training draws from ND4J's generator in a way that cannot be redirected, besides the dropout.
     *
     * @param layer any layer
     * @return true for DL4J's weight noise, randomized ReLU, and layers that describe themselves so
     */
    public static boolean drawsFromBackend(Layer layer) {
        return layer instanceof BaseLayer && ((BaseLayer) layer).getWeightNoise() != null
                || activation(layer) instanceof ActivationRReLU
                || described(layer).map(SelfDescribed::drawsFromBackend).orElse(false);
    }

    private static IActivation activation(Layer layer) {
        if (layer instanceof BaseLayer) {
            return ((BaseLayer) layer).getActivationFn();
        }
        return layer instanceof ActivationLayer ? ((ActivationLayer) layer).getActivationFn() : null;
    }

    /**
     * Returns the branches that a layer adds up or concatenates at inference.
     *
     * @param layer any layer
     * @return empty if the layer does not describe it
     */
    public static Optional<Branches> branches(Layer layer) {
        return described(layer).flatMap(SelfDescribed::branches);
    }

    /**
     * Returns the pruning of a layer at inference.
     *
     * @param layer any layer
     * @return empty for a layer that prunes nothing
     */
    public static Optional<Pruning> pruning(Layer layer) {
        return described(layer).flatMap(SelfDescribed::pruning);
    }

    private static Optional<SelfDescribed> described(TrainingConfig config) {
        return config instanceof SelfDescribed ? Optional.of((SelfDescribed) config) : Optional.empty();
    }
}
