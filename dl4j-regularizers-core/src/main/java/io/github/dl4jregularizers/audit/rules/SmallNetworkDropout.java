package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.NetworkView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;

/** Dropout in a network with few parameters. */
public final class SmallNetworkDropout extends Rule {

    private static final long SMALL = 1000;

    /** Creates the rule. */
    public SmallNetworkDropout() {
        super(
                "small-network-dropout",
                Severity.QUESTIONABLE,
                "A small network cannot memorize a data set, and dropout removes capacity that it needs.");
    }

    @Override
    protected void check(NetworkView network, Report report) {
        LayerView noisy = network.layers().stream()
                .filter(layer -> layer.dropout().isPresent())
                .findFirst()
                .orElse(null);
        if (noisy != null) {
            long parameters = network.layers().stream()
                    .flatMap(layer -> layer.node().parameters().values().stream())
                    .mapToLong(Long::longValue)
                    .sum();
            if (parameters < SMALL) {
                report.add(
                        this,
                        "dropout in a network of " + parameters + " parameters",
                        "no dropout; against overfitting, AdamW with more weightDecay, or early stopping");
            }
        }
    }
}
