package io.github.dl4jregularizers.audit;

import io.github.dl4jregularizers.dropout.ActivationNoise;
import io.github.dl4jregularizers.dropout.MaskShape;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;

/** Noise that depends on channels or time steps, on a layer that hands it something else. */
final class DropoutMaskShape extends Rule {

    DropoutMaskShape() {
        super(
                "dropout-mask-shape",
                Severity.WRONG_RESULT,
                "A dropout sees only the array that DL4J's layer hands it, which may be turned or flattened by then.");
    }

    @Override
    void check(LayerView layer, Report report) {
        layer.dropout()
                .filter(dropout -> dropout instanceof ActivationNoise && !layer.isNoiseLayer())
                .map(ActivationNoise.class::cast)
                .filter(noise -> noise.maskShape() != MaskShape.PER_ELEMENT)
                .ifPresent(noise -> check(layer, noise, report));
    }

    private void check(LayerView layer, ActivationNoise noise, Report report) {
        if (layer.is(RnnOutputLayer.class)) {
            add(layer, noise, "which get rows of all examples and time steps in one matrix", report);
        } else if (layer.is(LSTM.class) && noise.dataFormat() == RNNFormat.NWC) {
            add(layer, noise, "which get sequences channels first, whatever the layer's format is", report);
        } else if (ChannelsLast.isImages(layer)
                && noise.maskShape() != MaskShape.PER_EXAMPLE
                && noise.dataFormat() != CNN2DFormat.NHWC) {
            add(layer, noise, "which get images channels last", report);
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
