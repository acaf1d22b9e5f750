package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import io.github.dl4jregularizers.optimizer.DecayReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.nd4j.linalg.learning.regularization.Regularization;

/** Decay or a penalty on a LayerNorm gain or a PReLU slope. */
public final class DecayOfNonWeights extends Rule {

    /** Regularization of biases is a separate, deliberate setting. */
    private static final Set<String> INTENDED = Set.of("weight", "bias", "other");

    /** Creates the rule. */
    public DecayOfNonWeights() {
        super(
                "decay-of-non-weights",
                Severity.QUESTIONABLE,
                "DL4J treats LayerNorm's gain and PReLU's slope as weights.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
        for (DecayReport.Entry parameter : layer.trained()) {
            List<Regularization> pulls = new ArrayList<>(parameter.decays());
            pulls.addAll(parameter.penalties());
            if (!pulls.isEmpty() && !INTENDED.contains(parameter.role())) {
                report.add(
                        this,
                        layer,
                        parameter
                                .parameterName()
                                .substring(layer.node().parameterPrefix().length()),
                        pulls.get(0) + " shrinks a parameter that is no weight (" + parameter.role() + ")",
                        "AdamW.builder().learningRate(1e-3).weightDecay(0.05).build().applyTo(conf)");
            }
        }
    }
}
