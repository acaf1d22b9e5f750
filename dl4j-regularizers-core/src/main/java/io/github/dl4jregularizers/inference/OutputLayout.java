package io.github.dl4jregularizers.inference;

import io.github.dl4jregularizers.internal.InnerLayers;
import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;

/** What an output means, and along which axis the classes (channels, units) lie. */
final class OutputLayout {

    private final OutputKind kind;
    private final boolean channelsLast;

    private OutputLayout(OutputKind kind, boolean channelsLast) {
        this.kind = kind;
        this.channelsLast = channelsLast;
    }

    /**
     * The layout of what a layer gives.
     *
     * @param layer the network's last layer; null for a vertex that is none
     */
    static OutputLayout of(Layer layer) {
        Layer own = unwrapped(layer);
        return new OutputLayout(kind(activation(own), loss(own)), isChannelsLast(own));
    }

    OutputLayout as(OutputKind other) {
        return new OutputLayout(other, channelsLast);
    }

    OutputKind kind() {
        return kind;
    }

    int classAxis(int rank) {
        return channelsLast ? rank - 1 : Math.min(1, rank - 1);
    }

    private static Layer unwrapped(Layer layer) {
        Map<String, Layer> content = layer == null ? Map.of() : InnerLayers.of(layer);
        return content.size() == 1 ? unwrapped(content.values().iterator().next()) : layer;
    }

    private static OutputKind kind(IActivation activation, ILossFunction loss) {
        if (activation instanceof ActivationSoftmax) {
            return OutputKind.CLASSES;
        }
        boolean probability = activation instanceof ActivationSigmoid;
        return probability && (loss == null || loss instanceof LossBinaryXENT)
                ? OutputKind.BINARY
                : OutputKind.REGRESSION;
    }

    private static IActivation activation(Layer layer) {
        if (layer instanceof ActivationLayer) {
            return ((ActivationLayer) layer).getActivationFn();
        }
        return layer instanceof BaseLayer ? ((BaseLayer) layer).getActivationFn() : null;
    }

    private static ILossFunction loss(Layer layer) {
        if (layer instanceof BaseOutputLayer) {
            return ((BaseOutputLayer) layer).getLossFn();
        }
        if (layer instanceof LossLayer) {
            return ((LossLayer) layer).getLossFn();
        }
        if (layer instanceof RnnLossLayer) {
            return ((RnnLossLayer) layer).getLossFn();
        }
        if (layer instanceof CnnLossLayer) {
            return ((CnnLossLayer) layer).getLossFn();
        }
        return layer instanceof Cnn3DLossLayer ? ((Cnn3DLossLayer) layer).getLossFn() : null;
    }

    private static boolean isChannelsLast(Layer layer) {
        if (layer instanceof RnnOutputLayer) {
            return ((RnnOutputLayer) layer).getRnnDataFormat() == RNNFormat.NWC;
        }
        if (layer instanceof RnnLossLayer) {
            return ((RnnLossLayer) layer).getRnnDataFormat() == RNNFormat.NWC;
        }
        if (layer instanceof CnnLossLayer) {
            return ((CnnLossLayer) layer).getFormat() == CNN2DFormat.NHWC;
        }
        return layer instanceof Cnn3DLossLayer
                && ((Cnn3DLossLayer) layer).getDataFormat() == Convolution3D.DataFormat.NDHWC;
    }
}
