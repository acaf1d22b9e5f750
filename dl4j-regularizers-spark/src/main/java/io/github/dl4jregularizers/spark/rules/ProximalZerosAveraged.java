package io.github.dl4jregularizers.spark.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Severity;
import io.github.dl4jregularizers.internal.weights.SelectiveRegularization;

/** A proximal penalty, whose zeros the averaging of workers removes. */
public final class ProximalZerosAveraged extends SparkRule {

    private static final long serialVersionUID = 1;

    /** Creates the rule. */
    public ProximalZerosAveraged() {
        super(
                "proximal-zeros-averaged",
                Severity.WRONG_RESULT,
                "A weight that is 0 in one worker and not in another is not 0 in the average.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
        layer.training().ifPresent(settings -> settings.regularization().stream()
                .filter(one -> one instanceof SelectiveRegularization)
                .filter(one -> ((SelectiveRegularization) one).isProximal())
                .forEach(one -> report.add(
                        this, layer, "Parameter averaging without a proximal step loses zeros of " + one, ADVICE)));
    }
}
