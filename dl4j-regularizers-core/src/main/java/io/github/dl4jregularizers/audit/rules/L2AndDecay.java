package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import org.nd4j.linalg.learning.regularization.L2Regularization;

/** L2 and weight decay on the same weights. */
public final class L2AndDecay extends Rule {

    /** Creates the rule. */
    public L2AndDecay() {
        super(
                "l2-and-decay",
                Severity.QUESTIONABLE,
                "Both shrink the same weights, and with SGD they are equivalent: neither coefficient is"
                        + " the effective strength.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
        boolean both = layer.trained().stream()
                .filter(parameter -> !parameter.decays().isEmpty())
                .flatMap(parameter -> parameter.penalties().stream())
                .anyMatch(L2Regularization.class::isInstance);
        if (both) {
            report.add(this, layer, "L2 and weight decay are both set", ".weightDecay(..) without .l2(..)");
        }
    }
}
