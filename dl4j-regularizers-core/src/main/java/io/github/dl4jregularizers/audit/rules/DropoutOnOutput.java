package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;

/** Noise on the network's output. */
public final class DropoutOnOutput extends Rule {

    private static final List<Class<?>> LOSSES =
            List.of(LossLayer.class, RnnLossLayer.class, CnnLossLayer.class, Cnn3DLossLayer.class);

    /** Creates the rule. */
    public DropoutOnOutput() {
        super(
                "dropout-on-output",
                Severity.QUESTIONABLE,
                "The noise acts on predictions: a dropped logit becomes 0, not improbable, and a dropped"
                        + " regression output is wrong.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
        boolean beforeLoss = layer.next().stream().anyMatch(next -> next.isAny(LOSSES));
        if (layer.isNoiseLayer() && layer.dropout().isPresent() && beforeLoss) {
            report.add(
                    this,
                    layer,
                    "noise on the outputs that the loss compares with the labels",
                    "the noise before the last layer with weights");
        }
    }
}
