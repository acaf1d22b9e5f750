package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import io.github.dl4jregularizers.internal.config.LayerDescription;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;

/** Weight noise on a layer that never applies it. */
public final class WeightNoiseIgnored extends Rule {

    /** Creates the rule. */
    public WeightNoiseIgnored() {
        super(
                "weight-noise-ignored",
                Severity.NO_EFFECT,
                "The layer reads its parameters directly and bypasses the weight noise.");
    }

    static boolean ignores(LayerView layer) {
        return LayerDescription.ignoresWeightNoise(layer.node().config());
    }

    @Override
    protected void check(LayerView layer, Report report) {
        layer.weightNoise()
                .filter(noise -> ignores(layer))
                .ifPresent(noise -> report.add(
                        this,
                        layer,
                        noise.getClass().getSimpleName() + " on " + layer.kind() + " is ignored",
                        layer.is(EmbeddingLayer.class) || layer.is(EmbeddingSequenceLayer.class)
                                ? ".layer(new EmbeddingDropout(DropRate.of(0.1), layer))"
                                : "no .weightNoise(..) on this layer: NoiseLayer puts noise on its input"));
    }
}
