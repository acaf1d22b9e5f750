package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;

/** Locked gamma and beta other than 1 and 0. */
public final class LockedGammaBeta extends Rule {

    /** Creates the rule. */
    public LockedGammaBeta() {
        super("locked-gamma-beta", Severity.NO_EFFECT, "DL4J skips locked gamma and beta, whatever their values.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
        if (layer.is(BatchNormalization.class)) {
            BatchNormalization norm = (BatchNormalization) layer.layer();
            if (norm.isLockGammaBeta() && (norm.getGamma() != 1 || norm.getBeta() != 0)) {
                report.add(
                        this,
                        layer,
                        "gamma " + norm.getGamma() + " and beta " + norm.getBeta() + " are replaced by 1 and 0",
                        "lockGammaBeta(true) with gamma 1 and beta 0, and a ScaleVertex or ShiftVertex after it");
            }
        }
    }
}
