package io.github.dl4jregularizers.internal.config;

import static org.deeplearning4j.nn.params.BidirectionalParamInitializer.BACKWARD_PREFIX;
import static org.deeplearning4j.nn.params.BidirectionalParamInitializer.FORWARD_PREFIX;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;

/** The inner layers of DL4J's and this library's containers, keyed by parameter-name prefix. */
public final class InnerLayers {

    private InnerLayers() {}

    /**
     * Returns the layers directly inside a layer.
     *
     * @param layer any layer configuration
     * @return the inner layers in the order of their parameters; empty if there are none
     */
    public static Map<String, Layer> of(Layer layer) {
        if (layer instanceof CompositeLayer) {
            return ((CompositeLayer) layer).innerLayers();
        }
        Map<String, Layer> inner = new LinkedHashMap<>();
        if (layer instanceof BaseWrapperLayer) {
            inner.put("", ((BaseWrapperLayer) layer).getUnderlying());
        } else if (layer instanceof FrozenLayer) {
            inner.put("", ((FrozenLayer) layer).getLayer());
        } else if (layer instanceof Bidirectional) {
            inner.put(FORWARD_PREFIX, ((Bidirectional) layer).getFwd());
            inner.put(BACKWARD_PREFIX, ((Bidirectional) layer).getBwd());
        }
        return inner;
    }

    /**
     * Copies a layer with its inner layers, which DL4J's {@code clone()} of a container shares.
     *
     * @param layer any layer configuration
     * @return the copy
     */
    public static Layer copy(Layer layer) {
        Map<String, Layer> inner = new LinkedHashMap<>(of(layer));
        if (inner.isEmpty() || layer instanceof FrozenLayer && layer.getClass() != FrozenLayer.class) {
            return layer.clone(); // FrozenLayer copies its content, and only its own class can be built anew
        }
        inner.replaceAll((prefix, content) -> copy(content));
        return replace(layer, inner);
    }

    /**
     * Copies a container with other content.
     *
     * @param container a layer that holds others
     * @param inner one layer per prefix of {@link #of}
     * @return the copy
     */
    public static Layer replace(Layer container, Map<String, Layer> inner) {
        if (container instanceof CompositeLayer) {
            return ((CompositeLayer) container).withInnerLayers(inner);
        }
        if (container instanceof FrozenLayer) {
            return refrozen((FrozenLayer) container, inner.get(""));
        }
        Layer copy = container.clone();
        if (copy instanceof BaseWrapperLayer) {
            ((BaseWrapperLayer) copy).setUnderlying(inner.get(""));
        } else {
            ((Bidirectional) copy).setFwd(inner.get(FORWARD_PREFIX));
            ((Bidirectional) copy).setBwd(inner.get(BACKWARD_PREFIX));
        }
        return copy;
    }

    private static Layer refrozen(FrozenLayer container, Layer content) {
        if (container.getClass() != FrozenLayer.class) {
            throw Arguments.invalid(
                    "layer " + container.getLayerName(),
                    "DL4J's own FrozenLayer to be rewritten",
                    container.getClass());
        }
        FrozenLayer copy = new FrozenLayer(content);
        copy.setIDropout(container.getIDropout());
        if (container.getLayerName() != null) {
            copy.setLayerName(container.getLayerName());
        }
        if (container.getConstraints() != null) {
            copy.setConstraints(container.getConstraints());
        }
        return copy;
    }
}
