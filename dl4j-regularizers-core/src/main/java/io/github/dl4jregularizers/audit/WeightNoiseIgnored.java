package io.github.dl4jregularizers.audit;

import java.util.List;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;

/** Weight noise on a layer that never asks for it. */
final class WeightNoiseIgnored extends Rule {

    @SuppressWarnings("deprecation") // GravesBidirectionalLSTM still loads and trains
    private static final List<Class<?>> IGNORING = List.of(
            BatchNormalization.class,
            Convolution1DLayer.class,
            ElementWiseMultiplicationLayer.class,
            EmbeddingLayer.class,
            EmbeddingSequenceLayer.class,
            GravesBidirectionalLSTM.class,
            PReLULayer.class);

    WeightNoiseIgnored() {
        super(
                "weight-noise-ignored",
                Severity.NO_EFFECT,
                "The layer reads its parameters directly, past the weight noise.");
    }

    static boolean ignores(LayerView layer) {
        return layer.isAny(IGNORING);
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
