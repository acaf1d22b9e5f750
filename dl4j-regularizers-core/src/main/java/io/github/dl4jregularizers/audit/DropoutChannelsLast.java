package io.github.dl4jregularizers.audit;

import io.github.dl4jregularizers.dropout.ActivationNoise;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;

/** DL4J's dropout on a convolution in NHWC or a recurrent layer in NWC. */
final class DropoutChannelsLast extends Rule {

    DropoutChannelsLast() {
        super(
                "dropout-channels-last",
                Severity.WRONG_RESULT,
                "The layer hands its dropout the activations channels last and their gradient channels first.");
    }

    @Override
    void check(LayerView layer, Report report) {
        IDropout dropout = layer.dropout().orElse(null);
        if (dropout == null || dropout instanceof ActivationNoise || dropout instanceof SpatialDropout) {
            return;
        }
        boolean turned = ChannelsLast.isImages(layer) || ChannelsLast.isSequence(layer) && layer.is(SimpleRnn.class);
        boolean forgotten = ChannelsLast.isSequence(layer)
                && layer.is(LSTM.class)
                && layer.previous().isEmpty()
                && layer.node().parameterPrefix().isEmpty();
        if (turned) {
            report.add(
                    this,
                    layer,
                    "the backward pass of " + dropout.getClass().getSimpleName() + " on " + layer.kind()
                            + " fails, or multiplies by the mask of other units where the axes are equally long",
                    ".layer(new NoiseLayer(new Dropout(DropRate.of(0.5)))) before the layer");
        } else if (forgotten) {
            report.add(
                    this,
                    layer,
                    dropout.getClass().getSimpleName() + " on an LSTM in NWC as the first layer gives wrong gradients",
                    ".layer(new NoiseLayer(new Dropout(DropRate.of(0.5)))) before the layer");
        }
    }
}
