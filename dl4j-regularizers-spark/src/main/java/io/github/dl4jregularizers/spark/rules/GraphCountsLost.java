package io.github.dl4jregularizers.spark.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.NetworkView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Severity;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

/** A graph whose updaters depend on the iteration count. */
public final class GraphCountsLost extends SparkRule {

    private static final long serialVersionUID = 1;

    /** Creates the rule. */
    public GraphCountsLost() {
        super(
                "graph-counts-lost",
                Severity.WRONG_RESULT,
                "The copy of a graph's configuration in each worker starts at iteration 0 after every averaging.");
    }

    @Override
    protected void check(NetworkView network, Report report) {
        if (network.isGraph()) {
            network.layers().forEach(layer -> check(layer, report));
        }
    }

    @Override
    protected void check(LayerView layer, Report report) {
        layer.learningUpdater()
                .filter(GraphCountsLost::counts)
                .ifPresent(updater -> report.add(
                        this,
                        layer,
                        updater.getClass().getSimpleName()
                                + " starts its bias correction or schedule again after every averaging",
                        ADVICE));
    }

    private static boolean counts(IUpdater updater) {
        boolean plain = updater instanceof Sgd || updater instanceof Nesterovs;
        return !plain || updater.getLearningRate(0, 0) != updater.getLearningRate(1_000, 0);
    }
}
