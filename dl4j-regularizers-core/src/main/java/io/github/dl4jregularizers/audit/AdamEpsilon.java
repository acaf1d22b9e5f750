package io.github.dl4jregularizers.audit;

import io.github.dl4jregularizers.internal.config.TrainingSettings;
import org.nd4j.linalg.learning.config.Adam;

/** Adam with an epsilon that counts. */
final class AdamEpsilon extends Rule {

    private static final double COUNTS = 1e-6;

    AdamEpsilon() {
        super(
                "adam-epsilon",
                Severity.QUESTIONABLE,
                "DL4J adds epsilon before the bias correction, which makes it up to 32 times larger in the first steps than it"
                        + " is in the paper.");
    }

    @Override
    void check(LayerView layer, Report report) {
        layer.training()
                .map(TrainingSettings::updater)
                .filter(updater -> updater instanceof Adam && ((Adam) updater).getEpsilon() >= COUNTS)
                .ifPresent(updater -> report.add(
                        this,
                        layer,
                        "Adam's epsilon of " + ((Adam) updater).getEpsilon() + " slows down the first thousand steps",
                        ".updater(new BiasCorrectedAdam(1e-3, 0.9, 0.999, " + ((Adam) updater).getEpsilon() + "))"));
    }
}
