package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import io.github.dl4jregularizers.internal.config.TrainingSettings;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** Decay times a learning rate that the updater does not have. */
public final class DecayWithoutLearningRate extends Rule {

    /** Creates the rule. */
    public DecayWithoutLearningRate() {
        super(
                "decay-without-learning-rate",
                Severity.QUESTIONABLE,
                "For an updater without a learning rate, DL4J multiplies the decay by 1: the whole"
                        + " coefficient acts in every update.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
        boolean timesRate = layer.trained().stream()
                .flatMap(parameter -> parameter.decays().stream())
                .anyMatch(decay -> decay instanceof WeightDecay && ((WeightDecay) decay).isApplyLR());
        layer.training()
                .map(TrainingSettings::updater)
                .filter(updater -> timesRate && !updater.hasLearningRate())
                .ifPresent(updater -> report.add(
                        this,
                        layer,
                        "weight decay times the learning rate, but "
                                + updater.getClass().getSimpleName() + " has none",
                        ".weightDecay(1e-5, false), with a coefficient for a single update"));
    }
}
