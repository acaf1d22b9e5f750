package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;

/** DL4J's SpatialDropout on channels-last activations. */
public final class SpatialDropoutFormat extends Rule {

    /** Creates the rule. */
    public SpatialDropoutFormat() {
        super(
                "spatial-dropout-format",
                Severity.WRONG_RESULT,
                "SpatialDropout masks dimensions 0 and 1 in every data format.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
        if (!(layer.dropout().orElse(null) instanceof SpatialDropout)) {
            return;
        }
        if (ChannelsLast.isImages(layer)) {
            report.add(
                    this,
                    layer,
                    "SpatialDropout in NHWC drops rows of the image, not channels",
                    ".dropOut(new Dropout(DropRate.of(0.5), MaskShape.PER_CHANNEL, CNN2DFormat.NHWC))");
        } else if (ChannelsLast.isSequence(layer)) {
            report.add(
                    this,
                    layer,
                    "SpatialDropout in NWC drops time steps, or fails",
                    ".layer(new NoiseLayer(new Dropout(DropRate.of(0.5), MaskShape.PER_CHANNEL,"
                            + " RNNFormat.NWC))) before the"
                            + " layer");
        }
    }
}
