package io.github.dl4jregularizers.audit;

import io.github.dl4jregularizers.optimizer.DecayReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.nd4j.linalg.learning.regularization.Regularization;

/** Decay or a penalty on a LayerNorm gain or a PReLU slope. */
final class DecayOfNonWeights extends Rule {

    /** Biases have regularization of their own, so that theirs is meant. */
    private static final Set<String> MEANT = Set.of("weight", "bias", "other");

    DecayOfNonWeights() {
        super("decay-not-weight", Severity.QUESTIONABLE, "DL4J counts LayerNorm's gain and PReLU's slope as weights.");
    }

    @Override
    void check(LayerView layer, Report report) {
        for (DecayReport.Entry parameter : layer.trained()) {
            List<Regularization> pulls = new ArrayList<>(parameter.decays());
            pulls.addAll(parameter.penalties());
            if (!pulls.isEmpty() && !MEANT.contains(parameter.role())) {
                report.add(
                        this,
                        layer,
                        parameter
                                .parameterName()
                                .substring(layer.node().parameterPrefix().length()),
                        "a parameter that is no weight (" + parameter.role() + ") is pulled to 0 by " + pulls.get(0),
                        "AdamW.builder().learningRate(1e-3).weightDecay(0.05).build().applyTo(conf)");
            }
        }
    }
}
