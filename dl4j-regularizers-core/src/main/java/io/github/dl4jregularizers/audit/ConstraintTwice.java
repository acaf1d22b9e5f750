package io.github.dl4jregularizers.audit;

import java.util.List;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.constraint.BaseConstraint;

/** A constraint of the user's own, which acts twice. */
final class ConstraintTwice extends Rule {

    ConstraintTwice() {
        super(
                "constraint-twice",
                Severity.QUESTIONABLE,
                "BaseConstraint applies itself twice in every iteration, which only a projection, such as DL4J's own, does not"
                        + " mind.");
    }

    @Override
    void check(LayerView layer, Report report) {
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
