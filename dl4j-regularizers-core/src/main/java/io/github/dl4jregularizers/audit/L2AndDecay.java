package io.github.dl4jregularizers.audit;

import org.nd4j.linalg.learning.regularization.L2Regularization;

/** L2 and weight decay on the same weights. */
final class L2AndDecay extends Rule {

    L2AndDecay() {
        super(
                "l2-and-decay",
                Severity.QUESTIONABLE,
                "Both pull the same weights to 0, and with plain SGD they are the same thing: neither coefficient says how"
                        + " strong the pull is.");
    }

    @Override
    void check(LayerView layer, Report report) {
        boolean both = layer.trained().stream()
                .filter(parameter -> !parameter.decays().isEmpty())
                .flatMap(parameter -> parameter.penalties().stream())
                .anyMatch(L2Regularization.class::isInstance);
        if (both) {
            report.add(this, layer, "L2 and weight decay are both set", ".weightDecay(..) without .l2(..)");
        }
    }
}
