package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;

/** A CnnLossLayer in NHWC. */
public final class ImageLossScore extends Rule {

    /** Creates the rule. */
    public ImageLossScore() {
        super(
                "image-loss-score",
                Severity.WRONG_RESULT,
                "DL4J computes the score of a CnnLossLayer as if every format were NCHW; only the gradient"
                        + " is correct.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
        if (!layer.is(CnnLossLayer.class)) {
            return;
        }
        CnnLossLayer loss = (CnnLossLayer) layer.layer();
        if (loss.getFormat() == CNN2DFormat.NHWC && loss.getActivationFn() instanceof ActivationSoftmax) {
            report.add(
                    this,
                    layer,
                    "the score takes the softmax over other numbers than the classes of a pixel, and"
                            + " misleads early stopping and"
                            + " schedules",
                    "InputType.convolutional(height, width, channels, CNN2DFormat.NCHW)");
        }
    }
}
