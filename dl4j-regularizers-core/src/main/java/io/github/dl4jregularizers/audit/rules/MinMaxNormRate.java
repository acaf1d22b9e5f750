package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import java.util.List;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.constraint.MinMaxNormConstraint;

/** MinMaxNormConstraint with a rate below 1. */
public final class MinMaxNormRate extends Rule {

    /** Creates the rule. */
    public MinMaxNormRate() {
        super(
                "min-max-norm-rate",
                Severity.WRONG_RESULT,
                "DL4J adds (1 - rate) times the norm to the factor of the weights, where 1 - rate belongs.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
        if (layer.layer() == null || layer.node().isFrozen()) {
            return;
        }
        List<LayerConstraint> constraints = layer.layer().getConstraints();
        for (LayerConstraint constraint : constraints == null ? List.<LayerConstraint>of() : constraints) {
            if (constraint instanceof MinMaxNormConstraint && ((MinMaxNormConstraint) constraint).getRate() != 1) {
                report.add(
                        this,
                        layer,
                        "MinMaxNormConstraint with rate " + ((MinMaxNormConstraint) constraint).getRate()
                                + " does not project norms into the range, and may let them diverge",
                        "new MinMaxNormConstraint(min, max, 1), with rate 1");
            }
        }
    }
}
