package io.github.dl4jregularizers.spark.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.NetworkView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Severity;
import io.github.dl4jregularizers.noise.Stochastic;

/** Noise in a network whose workers DL4J does not seed. */
public final class WorkerNoiseUnseeded extends SparkRule {

    private static final long serialVersionUID = 1;

    /** Creates the rule. */
    public WorkerNoiseUnseeded() {
        super(
                "worker-noise-unseeded",
                Severity.QUESTIONABLE,
                "The network's seed does not reach the workers: runs differ, and threads of one JVM may draw equal"
                        + " noise.");
    }

    @Override
    protected void check(NetworkView network, Report report) {
        if (network.layers().stream().anyMatch(WorkerNoiseUnseeded::draws)) {
            report.add(
                    this,
                    "ParameterAveragingTrainingMaster does not seed the noise of its workers",
                    ADVICE + ".seed(42)");
        }
    }

    private static boolean draws(LayerView layer) {
        return layer.dropout().isPresent()
                || layer.weightNoise().isPresent()
                || layer.node().config() instanceof Stochastic
                        && !layer.node().isFrozen()
                        && ((Stochastic) layer.node().config()).draws();
    }
}
