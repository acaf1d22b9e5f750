package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import io.github.dl4jregularizers.dropout.ActivationNoise;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;

/** DL4J's dropout on a convolution in NHWC or a recurrent layer in NWC. */
public final class DropoutChannelsLast extends Rule {

    /** Creates the rule. */
    public DropoutChannelsLast() {
        super(
                "dropout-channels-last",
                Severity.WRONG_RESULT,
                "The layer passes its dropout the activations channels last, but their gradient channels first.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
        IDropout dropout = layer.configuredDropout().orElse(null);
        if (dropout == null
                || layer.node().isFrozen()
                || dropout instanceof ActivationNoise
                || dropout instanceof SpatialDropout) {
            return;
        }
        boolean turned = ChannelsLast.isImages(layer) || ChannelsLast.isSequence(layer) && layer.is(SimpleRnn.class);
        boolean forgotten = ChannelsLast.isSequence(layer)
                && layer.is(LSTM.class)
                && layer.previous().isEmpty()
                && layer.node().parameterPrefix().isEmpty();
        String name = dropout.getClass().getSimpleName();
        if (turned && layer.dropsNothing()) {
            // Keras import sets such a dropout on most layers. It fails like any other.
            report.add(
                    this,
                    layer,
                    name + " on " + layer.kind()
                            + " drops nothing, but its backward pass fails unless the axes are equally" + " long",
                    "no .dropOut(..)",
                    "no dropout",
                    () -> layer.layer().setIDropout(null));
        } else if (turned) {
            report.add(
                    this,
                    layer,
                    "the backward pass of " + name + " on " + layer.kind()
                            + " fails, or applies the mask of other units where the axes are equally long",
                    ".layer(new NoiseLayer(new Dropout(DropRate.of(0.5)))) before the layer");
        } else if (forgotten && !layer.dropsNothing()) {
            report.add(
                    this,
                    layer,
                    name + " on an LSTM in NWC as the first layer has wrong gradients",
                    ".layer(new NoiseLayer(new Dropout(DropRate.of(0.5)))) before the layer");
        }
    }
}
