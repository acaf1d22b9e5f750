package io.github.dl4jregularizers.audit;

import java.util.List;
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;

/** Noise on the network's output itself. */
final class DropoutOnOutput extends Rule {

    private static final List<Class<?>> LOSSES =
            List.of(LossLayer.class, RnnLossLayer.class, CnnLossLayer.class, Cnn3DLossLayer.class);

    DropoutOnOutput() {
        super(
                "dropout-on-output",
                Severity.QUESTIONABLE,
                "What is dropped there are predictions: a dropped logit is 0 and not less likely, and a dropped regression"
                        + " output is always wrong.");
    }

    @Override
    void check(LayerView layer, Report report) {
        if (layer.isNoiseLayer()) {
            layer.next().stream()
                    .filter(next -> next.isAny(LOSSES))
                    .forEach(next -> report.add(
                            this,
                            layer,
                            "noise on the outputs that layer " + next.name() + " compares with the labels",
                            "the noise before the last layer with weights"));
        }
    }
}
