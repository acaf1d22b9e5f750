package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;

/** Gradient clipping or normalization on a BatchNormalization. */
public final class ClippedBatchNorm extends Rule {

    /** Creates the rule. */
    public ClippedBatchNorm() {
        super(
                "clipped-batch-norm",
                Severity.WRONG_RESULT,
                "DL4J updates BatchNorm's running mean and variance through gradient views and clips those too.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
        if (!layer.is(BatchNormalization.class) || layer.node().isFrozen()) {
            return;
        }
        GradientNormalization clipping = ((BaseLayer) layer.layer()).getGradientNormalization();
        if (clipping != null && clipping != GradientNormalization.None) {
            report.add(
                    this,
                    layer,
                    clipping + " corrupts the running mean and variance",
                    "new BatchNormalization.Builder().gradientNormalization(GradientNormalization.None).build()",
                    "gradientNormalization None",
                    () -> ((BaseLayer) layer.layer()).setGradientNormalization(GradientNormalization.None));
        }
    }
}
