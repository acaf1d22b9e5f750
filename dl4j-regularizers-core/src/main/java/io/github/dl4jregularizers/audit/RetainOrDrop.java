package io.github.dl4jregularizers.audit;

import java.util.Locale;

/** A probability that was probably meant the other way round. */
final class RetainOrDrop extends Rule {

    RetainOrDrop() {
        super(
                "retain-or-drop",
                Severity.QUESTIONABLE,
                "DL4J's Dropout, AlphaDropout and SpatialDropout take the probability of retaining, its GaussianDropout that"
                        + " of dropping.");
    }

    @Override
    void check(LayerView layer, Report report) {
        double dropRate = layer.dropout().map(Strength::ofDl4j).orElse(0.0);
        if (dropRate > 0.5) {
            report.add(
                    this,
                    layer,
                    String.format(
                            Locale.ROOT,
                            "%s drops %.0f %%, not %.0f %%",
                            layer.dropout().orElseThrow().getClass().getSimpleName(),
                            100 * dropRate,
                            100 - 100 * dropRate),
                    ".dropOut(new Dropout(DropRate.of(..))), or DropRate.retaining(..)");
        }
    }
}
