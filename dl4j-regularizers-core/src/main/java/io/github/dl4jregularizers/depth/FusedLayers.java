package io.github.dl4jregularizers.depth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.factory.Nd4j;

/** Recognizes the layers that a {@link FusedBody} computes exactly as DL4J does; one it is not sure of is not among them. */
final class FusedLayers {

    private final List<FusedStage> stages = new ArrayList<>();

    private FusedLayers() {}

    /** The fused body of these layers; empty if it would not know one of them, or the backend is no CPU. */
    static Optional<FusedBody> body(List<Layer> layers) {
        FusedLayers fused = new FusedLayers();
        return fused.add(layers) ? Optional.of(new FusedBody(fused.stages)) : Optional.empty();
    }

    private boolean add(List<Layer> layers) {
        return layers.stream().allMatch(this::add);
    }

    private boolean add(Layer layer) {
        if (layer instanceof BaseWrapperLayer) {
            return false; // A frozen layer, for one, shows the configuration of the layer inside as its own.
        }
        org.deeplearning4j.nn.conf.layers.Layer configuration = layer.conf().getLayer();
        if (isRelu(configuration)) {
            return rectifyLast();
        }
        if (configuration instanceof PaddedShortcut) {
            PaddedShortcut shortcut = (PaddedShortcut) configuration;
            return Nd4j.getEnvironment().isCPU()
                    && !shortcut.isChannelsLast()
                    && stages.add(new PaddedShortcutStage(shortcut));
        }
        LayerArrays arrays = new LayerArrays(layer);
        if (isPlainConvolution(configuration) && Tile.isSupported(layer.params())) {
            return stages.add(new ConvolutionStage((ConvolutionLayer) configuration, arrays));
        }
        return isPlainBatchNormalization(configuration)
                && Tile.isSupported(layer.params())
                && stages.add(new BatchNormStage((BatchNormalization) configuration, arrays, false));
    }

    /** A ReLU is computed together with the batch normalization before it. */
    private boolean rectifyLast() {
        int last = stages.size() - 1;
        if (last < 0 || !(stages.get(last) instanceof BatchNormStage)) {
            return false;
        }
        stages.set(last, ((BatchNormStage) stages.get(last)).rectified());
        return true;
    }

    /** Without dilation, for which ND4J's operation asks oneDNN for a wrong shape and fails. */
    private static boolean isPlainConvolution(org.deeplearning4j.nn.conf.layers.Layer configuration) {
        if (configuration.getClass() != ConvolutionLayer.class) {
            return false;
        }
        ConvolutionLayer convolution = (ConvolutionLayer) configuration;
        return isQuiet(convolution)
                && convolution.getActivationFn() instanceof ActivationIdentity
                && convolution.getCnn2dDataFormat() == CNN2DFormat.NCHW
                && convolution.getConvolutionMode() != ConvolutionMode.Causal
                && Arrays.stream(convolution.getDilation()).allMatch(dilation -> dilation == 1);
    }

    /** Not with a locked gamma or beta of its own, which DL4J ignores unless both are. */
    private static boolean isPlainBatchNormalization(org.deeplearning4j.nn.conf.layers.Layer configuration) {
        if (configuration.getClass() != BatchNormalization.class) {
            return false;
        }
        BatchNormalization normalization = (BatchNormalization) configuration;
        return normalization.getCnn2DFormat() == CNN2DFormat.NCHW
                && (!normalization.isLockGammaBeta() || normalization.getGamma() == 1 && normalization.getBeta() == 0);
    }

    private static boolean isQuiet(BaseLayer layer) {
        return layer.getIDropout() == null && layer.getWeightNoise() == null;
    }

    private static boolean isRelu(org.deeplearning4j.nn.conf.layers.Layer configuration) {
        return configuration.getClass() == ActivationLayer.class
                && ((ActivationLayer) configuration).getActivationFn().getClass() == ActivationReLU.class;
    }
}
