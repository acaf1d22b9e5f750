package io.github.dl4jregularizers.audit;

import org.deeplearning4j.nn.conf.layers.BatchNormalization;

/** Fixed values of gamma and beta that are not 1 and 0. */
final class LockedGammaBeta extends Rule {

    LockedGammaBeta() {
        super(
                "locked-gamma-beta",
                Severity.NO_EFFECT,
                "DL4J leaves out gamma and beta where they are locked, whatever their values are.");
    }

    @Override
    void check(LayerView layer, Report report) {
        if (layer.is(BatchNormalization.class)) {
            BatchNormalization norm = (BatchNormalization) layer.layer();
            if (norm.isLockGammaBeta() && (norm.getGamma() != 1 || norm.getBeta() != 0)) {
                report.add(
                        this,
                        layer,
                        "gamma " + norm.getGamma() + " and beta " + norm.getBeta() + " are taken for 1 and 0",
                        "lockGammaBeta(true) with gamma 1 and beta 0, and a ScaleVertex or ShiftVertex after it");
            }
        }
    }
}
