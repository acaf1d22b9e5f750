package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.internal.config.CompositeLayer;
import io.github.dl4jregularizers.internal.config.LayerDescription;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;

/** A layer that a composite layer may hold. DL4J's {@code FrozenLayer} moves from the layers to the composite one. */
final class FusableLayer {

    private final Layer layer;
    private final boolean frozen;

    private FusableLayer(Layer layer, boolean frozen) {
        this.layer = layer;
        this.frozen = frozen;
    }

    /** Returns the reason why a layer of a network must stay one, to follow "it"; empty for a fusable layer. */
    static Optional<String> refusal(Layer layer) {
        if (layer.getClass() == FrozenLayer.class) {
            return LayerDescription.compositeRefusal(((FrozenLayer) layer).getLayer());
        }
        return LayerDescription.compositeRefusal(layer)
                .or(() -> isNormalizedAsOne(layer)
                        ? Optional.of("has its gradients normalized per layer: " + layer.getGradientNormalization())
                        : Optional.empty());
    }

    private static boolean isNormalizedAsOne(Layer layer) {
        GradientNormalization normalization = layer.getGradientNormalization();
        return hasParameters(layer)
                && (normalization == GradientNormalization.RenormalizeL2PerLayer
                        || normalization == GradientNormalization.ClipL2PerLayer);
    }

    private static boolean hasParameters(Layer layer) {
        return layer.initializer().numParams(layer) > 0;
    }

    /** Views a layer of a network, fused or to be fused. */
    static FusableLayer of(Layer layer) {
        return layer.getClass() == FrozenLayer.class
                ? new FusableLayer(((FrozenLayer) layer).getLayer(), true)
                : new FusableLayer(layer, false);
    }

    /** Returns the layer without {@code FrozenLayer}. */
    Layer layer() {
        return layer;
    }

    boolean isFrozen() {
        return frozen;
    }

    /** Tests whether a composite layer may hold these layers: all frozen or none, one gradient normalization. */
    static boolean fit(List<FusableLayer> layers) {
        return layers.stream().map(FusableLayer::isFrozen).distinct().count() <= 1
                && layers.stream()
                                .filter(one -> !one.frozen && hasParameters(one.layer))
                                .map(FusableLayer::normalization)
                                .distinct()
                                .count()
                        <= 1;
    }

    private String normalization() {
        GradientNormalization normalization = layer.getGradientNormalization();
        return normalization == null || normalization == GradientNormalization.None
                ? "none"
                : normalization + " at " + layer.getGradientNormalizationThreshold();
    }

    /** Tests whether a sequence of these layers has a use: one layer gains only where it has parameters to compute. */
    static boolean gain(List<FusableLayer> layers) {
        Layer first = layers.get(0).layer;
        return layers.size() > 1 || hasParameters(first) && !(first instanceof CompositeLayer);
    }

    /** Creates the sequence, frozen if its layers are. */
    static Layer sequence(String name, List<FusableLayer> layers) {
        return layers.get(0).freezing(name, new LayerSequence(plain(layers)));
    }

    static Layer[] plain(List<FusableLayer> layers) {
        return layers.stream()
                .map(FusableLayer::layer)
                .collect(Collectors.toList())
                .toArray(new Layer[0]);
    }

    /** Names a composite layer, and freezes it if this layer is frozen. */
    Layer freezing(String name, Layer composite) {
        Layer result = frozen ? new FrozenLayer(composite) : composite;
        result.setLayerName(name);
        return result;
    }
}
