package io.github.dl4jregularizers.audit;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;

/** A loss of each pixel's classes, channels last: the score is that of other groups of numbers. */
final class ImageLossScore extends Rule {

    ImageLossScore() {
        super(
                "image-loss-score",
                Severity.WRONG_RESULT,
                "DL4J computes the score of a CnnLossLayer as if every format were NCHW; only the gradient is right.");
    }

    @Override
    void check(LayerView layer, Report report) {
        if (!layer.is(CnnLossLayer.class)) {
            return;
        }
        CnnLossLayer loss = (CnnLossLayer) layer.layer();
        if (loss.getFormat() == CNN2DFormat.NHWC && loss.getActivationFn() instanceof ActivationSoftmax) {
            report.add(
                    this,
                    layer,
                    "the score, and what stops or schedules a training by it, takes the softmax over other numbers"
                            + " than the classes of a pixel",
                    "InputType.convolutional(height, width, channels, CNN2DFormat.NCHW)");
        }
    }
}
