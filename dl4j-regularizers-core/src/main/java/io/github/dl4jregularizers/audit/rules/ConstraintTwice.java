package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import java.util.List;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.constraint.BaseConstraint;

/** A custom BaseConstraint. */
public final class ConstraintTwice extends Rule {

    /** Creates the rule. */
    public ConstraintTwice() {
        super(
                "constraint-twice",
                Severity.QUESTIONABLE,
                "BaseConstraint is applied twice per iteration, which is harmless only for projections"
                        + " such as DL4J's own.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
        List<LayerConstraint> constraints =
                layer.layer() == null ? null : layer.layer().getConstraints();
        for (LayerConstraint constraint : constraints == null ? List.<LayerConstraint>of() : constraints) {
            if (constraint instanceof BaseConstraint
                    && !constraint.getClass().getName().startsWith("org.deeplearning4j.")) {
                report.add(
                        this,
                        layer,
                        constraint.getClass().getSimpleName() + " is applied twice in every iteration",
                        "a class that implements LayerConstraint itself, or a projection");
            }
        }
    }
}
