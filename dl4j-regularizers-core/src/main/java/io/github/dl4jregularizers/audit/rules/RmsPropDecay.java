package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import org.nd4j.linalg.learning.config.RmsProp;

/** RmsProp whose moving average spans fewer than two gradients. */
public final class RmsPropDecay extends Rule {

    /** 1 / (1 - decay) gradients are averaged. */
    private static final double SHORT = 0.5;

    /** Creates the rule. */
    public RmsPropDecay() {
        super(
                "rms-prop-decay",
                Severity.QUESTIONABLE,
                "RmsProp's decay is the weight of the past squared gradients: near 0, each"
                        + " gradient is divided by its own size.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
        layer.learningUpdater()
                .filter(updater -> updater instanceof RmsProp && ((RmsProp) updater).getRmsDecay() < SHORT)
                .ifPresent(updater -> report.add(
                        this,
                        layer,
                        "RmsProp with decay " + ((RmsProp) updater).getRmsDecay()
                                + " takes steps of the learning rate times the sign of the gradient",
                        ".updater(new RmsProp(1e-3, 0.95, 1e-8))"));
    }
}
