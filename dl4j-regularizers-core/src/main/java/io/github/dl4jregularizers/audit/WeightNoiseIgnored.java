package io.github.dl4jregularizers.audit;

import io.github.dl4jregularizers.internal.config.LayerDescription;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;

/** Weight noise on a layer that never asks for it. */
final class WeightNoiseIgnored extends Rule {

    WeightNoiseIgnored() {
        super(
                "weight-noise-ignored",
                Severity.NO_EFFECT,
                "The layer reads its parameters directly, past the weight noise.");
    }

    static boolean ignores(LayerView layer) {
        return LayerDescription.ignoresWeightNoise(layer.node().config());
    }

    @Override
    void check(LayerView layer, Report report) {
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
