package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;

/** Dropout of a layer inside a FrozenLayer, FrozenLayerWithBackprop or FrozenVertex. */
public final class FrozenDropout extends Rule {

    /** Creates the rule. */
    public FrozenDropout() {
        super(
                "frozen-dropout",
                Severity.NO_EFFECT,
                "DL4J runs frozen layers in inference mode, where dropout is off; Keras and"
                        + " PyTorch keep it on in training.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
        if (!layer.node().isFrozen() || layer.node().isContainer() || layer.dropsNothing()) {
            return;
        }
        layer.configuredDropout()
                .ifPresent(dropout -> report.add(
                        this,
                        layer,
                        dropout.getClass().getSimpleName() + " on a frozen " + layer.kind() + " is off in training",
                        ".layer(new NoiseLayer(new Dropout(DropRate.of(0.5)))) behind the frozen layer"));
    }
}
