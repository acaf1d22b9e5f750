package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import io.github.dl4jregularizers.dropout.ActivationNoise;
import io.github.dl4jregularizers.dropout.MaskShape;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;

/** Noise shared over channels or time steps, on a layer that passes it another layout. */
public final class DropoutMaskShape extends Rule {

    /** Creates the rule. */
    public DropoutMaskShape() {
        super(
                "dropout-mask-shape",
                Severity.WRONG_RESULT,
                "A dropout sees the array that the DL4J layer passes to it, which may be permuted or flattened.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
        layer.dropout()
                .filter(dropout -> dropout instanceof ActivationNoise && !layer.isNoiseLayer())
                .map(ActivationNoise.class::cast)
                .filter(noise -> noise.maskShape() != MaskShape.PER_ELEMENT)
                .ifPresent(noise -> check(layer, noise, report));
    }

    private void check(LayerView layer, ActivationNoise noise, Report report) {
        if (layer.is(RnnOutputLayer.class)) {
            add(layer, noise, "which are one matrix with a row per example and time step", report);
        } else if (layer.is(LSTM.class) && noise.dataFormat() == RNNFormat.NWC) {
            add(layer, noise, "which are sequences channels first in every format of the layer", report);
        } else if (ChannelsLast.isImages(layer)
                && noise.maskShape() != MaskShape.PER_EXAMPLE
                && noise.dataFormat() != CNN2DFormat.NHWC) {
            add(layer, noise, "which are images channels last", report);
        }
    }

    private void add(LayerView layer, ActivationNoise noise, String what, Report report) {
        report.add(
                this,
                layer,
                noise.maskShape() + " for the inputs of " + layer.kind() + ", " + what,
                ".layer(new NoiseLayer(..)) before the layer, which checks the format when the network is built");
    }
}
