package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import org.nd4j.linalg.learning.config.Adam;

/** DL4J's Adam with an epsilon large enough to matter. */
public final class AdamEpsilon extends Rule {

    private static final double COUNTS = 1e-6;

    /** Creates the rule. */
    public AdamEpsilon() {
        super(
                "adam-epsilon",
                Severity.QUESTIONABLE,
                "DL4J adds epsilon before the bias correction: in the first steps it acts up to 32 times"
                        + " as strongly as in the paper.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
        layer.learningUpdater()
                .filter(updater -> updater.getClass() == Adam.class && ((Adam) updater).getEpsilon() >= COUNTS)
                .ifPresent(updater -> report.add(
                        this,
                        layer,
                        "Adam's epsilon of " + ((Adam) updater).getEpsilon() + " slows the first thousand steps down",
                        ".updater(new BiasCorrectedAdam(1e-3, 0.9, 0.999, " + ((Adam) updater).getEpsilon() + "))"));
    }
}
