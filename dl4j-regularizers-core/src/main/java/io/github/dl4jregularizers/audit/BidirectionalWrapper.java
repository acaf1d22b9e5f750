package io.github.dl4jregularizers.audit;

import io.github.dl4jregularizers.internal.config.InnerLayers;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;

/** A Bidirectional around a wrapper. */
final class BidirectionalWrapper extends Rule {

    BidirectionalWrapper() {
        super(
                "bidirectional-wrapper",
                Severity.WRONG_RESULT,
                "The network's defaults do not reach the layer inside the wrapper, and DL4J finds no updater for its"
                        + " parameters.");
    }

    @Override
    void check(LayerView layer, Report report) {
        if (layer.is(Bidirectional.class)
                && !layer.node().isFrozen()
                && InnerLayers.of(layer.layer()).values().stream().anyMatch(BaseWrapperLayer.class::isInstance)) {
            String wrapper = ((Bidirectional) layer.layer()).getFwd().getClass().getSimpleName();
            report.add(
                    this,
                    layer,
                    "Bidirectional(" + wrapper + "(..)) cannot be trained",
                    "new " + wrapper + "(new Bidirectional(..)), the wrapper outside");
        }
    }
}
