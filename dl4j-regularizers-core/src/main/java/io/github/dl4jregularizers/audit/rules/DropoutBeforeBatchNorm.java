package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;

/** Noise directly before a BatchNormalization. */
public final class DropoutBeforeBatchNorm extends Rule {

    /** Creates the rule. */
    public DropoutBeforeBatchNorm() {
        super(
                "dropout-before-batch-norm",
                Severity.QUESTIONABLE,
                "Dropout raises the variance that BatchNorm sees in training; in inference the stored"
                        + " variance is too large.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
        boolean beforeNorm = layer.next().stream().anyMatch(next -> next.is(BatchNormalization.class));
        if (layer.isNoiseLayer() && layer.dropout().isPresent() && beforeNorm) {
            report.add(
                    this,
                    layer,
                    "noise precedes a BatchNormalization",
                    "the noise after the last BatchNormalization, DropBlock, or the drop rate of a ResidualBlock");
        }
    }
}
