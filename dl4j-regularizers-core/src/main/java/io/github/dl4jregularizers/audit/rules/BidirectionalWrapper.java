package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import io.github.dl4jregularizers.internal.config.InnerLayers;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;

/** A Bidirectional around a wrapper. */
public final class BidirectionalWrapper extends Rule {

    /** Creates the rule. */
    public BidirectionalWrapper() {
        super(
                "bidirectional-wrapper",
                Severity.WRONG_RESULT,
                "The network's defaults do not reach the layer inside the wrapper, and DL4J finds no"
                        + " updater for its parameters.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
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
