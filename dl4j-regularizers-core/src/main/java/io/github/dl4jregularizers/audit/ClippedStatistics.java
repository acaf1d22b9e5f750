package io.github.dl4jregularizers.audit;

import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;

/** Gradient clipping or normalisation on a batch normalisation. */
final class ClippedStatistics extends Rule {

    ClippedStatistics() {
        super(
                "clipped-batchnorm",
                Severity.WRONG_RESULT,
                "DL4J moves BatchNorm's running mean and variance by way of their gradient views, and clips those too.");
    }

    @Override
    void check(LayerView layer, Report report) {
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
