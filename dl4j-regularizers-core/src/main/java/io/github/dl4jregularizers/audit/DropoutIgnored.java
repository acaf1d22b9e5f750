package io.github.dl4jregularizers.audit;

import io.github.dl4jregularizers.internal.config.CompositeLayer;
import io.github.dl4jregularizers.internal.config.InnerLayers;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.SpaceToBatchLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPadding3DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping3D;
import org.deeplearning4j.nn.conf.layers.samediff.AbstractSameDiffLayer;
import org.deeplearning4j.nn.conf.layers.util.MaskLayer;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;

/** Dropout on a layer that never applies it. */
final class DropoutIgnored extends Rule {

    @SuppressWarnings("deprecation") // GravesBidirectionalLSTM still loads and trains
    private static final List<Class<?>> IGNORING = List.of(
            AbstractSameDiffLayer.class,
            ActivationLayer.class,
            BatchNormalization.class,
            Cnn3DLossLayer.class,
            CnnLossLayer.class,
            Cropping1D.class,
            Cropping2D.class,
            Cropping3D.class,
            EmbeddingLayer.class,
            EmbeddingSequenceLayer.class,
            GlobalPoolingLayer.class,
            GravesBidirectionalLSTM.class,
            LocalResponseNormalization.class,
            LossLayer.class,
            MaskLayer.class,
            RnnLossLayer.class,
            SpaceToBatchLayer.class,
            SubsamplingLayer.class,
            VariationalAutoencoder.class,
            ZeroPadding1DLayer.class,
            ZeroPadding3DLayer.class,
            ZeroPaddingLayer.class);

    DropoutIgnored() {
        super("dropout-ignored", Severity.NO_EFFECT, "The layer never applies its dropout.");
    }

    @Override
    void check(LayerView layer, Report report) {
        layer.dropout()
                .filter(dropout -> layer.isAny(IGNORING) || isWrapperAlone(layer.layer()))
                .ifPresent(dropout -> report.add(
                        this,
                        layer,
                        dropout.getClass().getSimpleName() + " on " + layer.kind() + " is ignored",
                        ".layer(new NoiseLayer(new Dropout(DropRate.of(0.5)))) before the layer"));
    }

    /** DL4J's containers ignore their dropout, but a dropout set for the network also reaches what they hold. */
    private static boolean isWrapperAlone(Layer layer) {
        return layer.getClass().getName().startsWith("org.deeplearning4j.")
                && !(layer instanceof CompositeLayer)
                && !InnerLayers.of(layer).isEmpty()
                && InnerLayers.of(layer).values().stream().allMatch(inner -> inner.getIDropout() == null);
    }
}
