package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import java.util.Locale;

/** A probability that looks like the complement of the intended one. */
public final class RetainOrDrop extends Rule {

    /** Creates the rule. */
    public RetainOrDrop() {
        super(
                "retain-or-drop",
                Severity.QUESTIONABLE,
                "DL4J's Dropout, AlphaDropout and SpatialDropout take the retain probability, its"
                        + " GaussianDropout the drop probability.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
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
