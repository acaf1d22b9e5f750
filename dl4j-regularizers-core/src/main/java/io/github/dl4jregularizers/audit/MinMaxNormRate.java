package io.github.dl4jregularizers.audit;

import java.util.List;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.constraint.MinMaxNormConstraint;

/** A norm that is to be pulled into its range step by step. */
final class MinMaxNormRate extends Rule {

    MinMaxNormRate() {
        super(
                "minmaxnorm-rate",
                Severity.WRONG_RESULT,
                "DL4J adds (1 - rate) times the norm to the factor of the weights, where 1 - rate belongs.");
    }

    @Override
    void check(LayerView layer, Report report) {
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
                                + " does not bring norms into the range, and may let them grow for ever",
                        "new MinMaxNormConstraint(min, max, 1), with rate 1");
            }
        }
    }
}
