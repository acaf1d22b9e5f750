package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;

/** A DropoutLayer that drops nothing, as Keras import builds from a Dropout layer. */
public final class KerasDropoutRate extends Rule {

    /** Creates the rule. */
    public KerasDropoutRate() {
        super(
                "keras-dropout-rate",
                Severity.NO_EFFECT,
                "DL4J's Keras import does not read the rate of Dropout layers and sets a retain probability of 1.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
        if (layer.is(DropoutLayer.class) && layer.dropsNothing()) {
            report.add(
                    this,
                    layer,
                    "DropoutLayer retains everything",
                    ".layer(new NoiseLayer(new Dropout(DropRate.of(rate)))) with the rate of the Keras model");
        }
    }
}
