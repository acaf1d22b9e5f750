package io.github.dl4jregularizers.audit;

import java.util.Locale;
import org.deeplearning4j.nn.conf.dropout.AlphaDropout;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;

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
        double dropRate = layer.dropout().map(RetainOrDrop::dropRate).orElse(0.0);
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

    /** 0 for a schedule, and for what is not one of DL4J's. */
    private static double dropRate(IDropout dropout) {
        if (dropout instanceof GaussianDropout) {
            GaussianDropout gaussian = (GaussianDropout) dropout;
            return gaussian.getRateSchedule() == null ? gaussian.getRate() : 0;
        }
        if (dropout instanceof Dropout) {
            return ((Dropout) dropout).getPSchedule() == null ? 1 - ((Dropout) dropout).getP() : 0;
        }
        if (dropout instanceof SpatialDropout) {
            return ((SpatialDropout) dropout).getPSchedule() == null ? 1 - ((SpatialDropout) dropout).getP() : 0;
        }
        if (dropout instanceof AlphaDropout) {
            return ((AlphaDropout) dropout).getPSchedule() == null ? 1 - ((AlphaDropout) dropout).getP() : 0;
        }
        return 0;
    }
}
