package io.github.dl4jregularizers.audit;

/** Dropout where there is hardly anything to drop. */
final class SmallNetworkDropout extends Rule {

    private static final long SMALL = 1000;

    SmallNetworkDropout() {
        super(
                "small-network-dropout",
                Severity.QUESTIONABLE,
                "A small network cannot learn a data set by heart, and dropout takes away what it needs to learn anything.");
    }

    @Override
    void check(NetworkView network, Report report) {
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
                        "no dropout; if it overfits all the same, AdamW with more weightDecay, or early stopping");
            }
        }
    }
}
