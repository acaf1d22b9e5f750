package io.github.dl4jregularizers.internal.config;

import java.util.Map;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * A layer configuration that holds other layer configurations, so that {@link LayerTree} reaches them.
 *
 * <p>A layer that extends DL4J's {@code BaseWrapperLayer} need not implement this.
 */
public interface CompositeLayer {

    /**
     * Returns the layers held, in the order of their parameters.
     *
     * @return prefix that the layer puts before the names of the inner layer's parameters, and the inner layer
     */
    Map<String, Layer> innerLayers();

    /**
     * Returns a copy that holds other layers; this configuration is not changed.
     *
     * @param replacements one layer for each prefix of {@link #innerLayers()}
     * @return the copy
     */
    Layer withInnerLayers(Map<String, Layer> replacements);
}
