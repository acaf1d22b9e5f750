package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import io.github.dl4jregularizers.internal.config.CompositeLayer;
import io.github.dl4jregularizers.internal.config.InnerLayers;
import io.github.dl4jregularizers.internal.config.LayerDescription;
import org.deeplearning4j.nn.conf.layers.Layer;

/** Dropout on a layer that never applies it. */
public final class DropoutIgnored extends Rule {

    /** Creates the rule. */
    public DropoutIgnored() {
        super("dropout-ignored", Severity.NO_EFFECT, "The layer never applies its dropout.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
        layer.dropout()
                .filter(dropout ->
                        LayerDescription.ignoresDropout(layer.node().config()) || isWrapperAlone(layer.layer()))
                .ifPresent(dropout -> report.add(
                        this,
                        layer,
                        dropout.getClass().getSimpleName() + " on " + layer.kind() + " is ignored",
                        ".layer(new NoiseLayer(new Dropout(DropRate.of(0.5)))) before the layer"));
    }

    /** DL4J's containers ignore their dropout, but a dropout set for the network also reaches their content. */
    private static boolean isWrapperAlone(Layer layer) {
        return layer.getClass().getName().startsWith("org.deeplearning4j.")
                && !(layer instanceof CompositeLayer)
                && !InnerLayers.of(layer).isEmpty()
                && InnerLayers.of(layer).values().stream().allMatch(inner -> inner.getIDropout() == null);
    }
}
