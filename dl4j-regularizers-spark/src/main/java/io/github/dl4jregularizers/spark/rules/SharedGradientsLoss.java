package io.github.dl4jregularizers.spark.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Severity;
import org.nd4j.linalg.learning.regularization.Regularization;

/** Decay after the updater, or a constraint: both are lost by gradient sharing. */
public final class SharedGradientsLoss extends SparkRule {

    private static final long serialVersionUID = 1;

    /** Creates the rule. */
    public SharedGradientsLoss() {
        super(
                "shared-gradients-loss",
                Severity.WRONG_RESULT,
                "SharedTrainingMaster encodes updates and applies them in other workers, without decay or"
                        + " constraints.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
        layer.training().ifPresent(settings -> settings.regularization().stream()
                .filter(one -> one.applyStep() == Regularization.ApplyStep.POST_UPDATER)
                .forEach(one ->
                        report.add(this, layer, "SharedTrainingMaster applies a part of " + one + " only", ADVICE)));
        if (layer.layer() != null
                && layer.layer().getConstraints() != null
                && !layer.node().isFrozen()) {
            layer.layer()
                    .getConstraints()
                    .forEach(one -> report.add(this, layer, "SharedTrainingMaster loses " + one, ADVICE));
        }
    }
}
