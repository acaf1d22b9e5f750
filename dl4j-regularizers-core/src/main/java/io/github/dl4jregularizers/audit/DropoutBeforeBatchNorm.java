package io.github.dl4jregularizers.audit;

import org.deeplearning4j.nn.conf.layers.BatchNormalization;

/** Noise directly before a batch normalisation. */
final class DropoutBeforeBatchNorm extends Rule {

    DropoutBeforeBatchNorm() {
        super(
                "dropout-before-batchnorm",
                Severity.QUESTIONABLE,
                "Dropout raises the variance that BatchNorm learns in training, and is gone at inference, where the learned"
                        + " variance is too large.");
    }

    @Override
    void check(LayerView layer, Report report) {
        if (layer.isNoiseLayer()) {
            layer.next().stream()
                    .filter(next -> next.is(BatchNormalization.class))
                    .forEach(
                            next -> report.add(
                                    this,
                                    layer,
                                    "noise is followed by the batch normalisation of layer " + next.name(),
                                    "the noise after the last BatchNormalization, or DropBlock or a ResidualBlock's drop rate"));
        }
    }
}
