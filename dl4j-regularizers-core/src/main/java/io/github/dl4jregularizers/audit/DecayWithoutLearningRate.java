package io.github.dl4jregularizers.audit;

import io.github.dl4jregularizers.internal.config.TrainingSettings;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** Decay that is to be multiplied by a learning rate which the updater does not have. */
final class DecayWithoutLearningRate extends Rule {

    DecayWithoutLearningRate() {
        super(
                "decay-without-learning-rate",
                Severity.QUESTIONABLE,
                "DL4J multiplies the decay by 1 where an updater has no learning rate, so that the whole coefficient acts in"
                        + " every update.");
    }

    @Override
    void check(LayerView layer, Report report) {
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
