package io.github.dl4jregularizers.inference;

import io.github.dl4jregularizers.internal.config.InnerLayers;
import io.github.dl4jregularizers.internal.config.OutputLoss;
import io.github.dl4jregularizers.internal.dl4j.Network;
import io.github.dl4jregularizers.loss.FloodedLoss;
import io.github.dl4jregularizers.loss.GaussianNegativeLogLikelihoodLoss;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/**
 * The layers that end in one output of a network. The last one defines the loss and the data format. The activation is
 * the last one that is not the identity, if only loss, activation and dropout layers follow.
 */
final class OutputHead {

    /** From the last layer backwards, without wrappers. */
    private final List<Layer> layers;

    private OutputHead(List<Layer> layers) {
        this.layers = layers.stream().map(OutputHead::unwrapped).collect(Collectors.toList());
    }

    /** Returns one head per output, in the network's order. */
    static List<OutputHead> of(Model network) {
        return Network.of(network).configuration(OutputHead::of, OutputHead::of);
    }

    private static List<OutputHead> of(MultiLayerConfiguration conf) {
        List<Layer> layers =
                conf.getConfs().stream().map(NeuralNetConfiguration::getLayer).collect(Collectors.toList());
        Collections.reverse(layers);
        return List.of(new OutputHead(layers));
    }

    private static List<OutputHead> of(ComputationGraphConfiguration conf) {
        return conf.getNetworkOutputs().stream()
                .map(output -> new OutputHead(before(conf, output)))
                .collect(Collectors.toList());
    }

    /** Collects the layers that lead to a vertex, up to the first vertex that is no layer. */
    private static List<Layer> before(ComputationGraphConfiguration conf, String output) {
        List<Layer> layers = new ArrayList<>();
        String name = output;
        GraphVertex vertex = conf.getVertices().get(name);
        while (vertex instanceof LayerVertex || vertex instanceof PreprocessorVertex) {
            if (vertex instanceof LayerVertex) {
                layers.add(((LayerVertex) vertex).getLayerConf().getLayer());
            }
            name = conf.getVertexInputs().get(name).get(0);
            vertex = conf.getVertices().get(name);
        }
        return layers;
    }

    private static Layer unwrapped(Layer layer) {
        Map<String, Layer> content = InnerLayers.of(layer);
        return content.size() == 1 ? unwrapped(content.values().iterator().next()) : layer;
    }

    OutputKind kind() {
        ILossFunction loss = layers.isEmpty() ? null : loss(layers.get(0));
        if (loss instanceof GaussianNegativeLogLikelihoodLoss) {
            return OutputKind.MEAN_AND_LOG_VARIANCE;
        }
        IActivation activation = activation();
        if (activation instanceof ActivationSoftmax || activation == null && loss instanceof LossMCXENT) {
            return OutputKind.CLASSES;
        }
        boolean isBinary = activation instanceof ActivationSigmoid
                ? loss == null || loss instanceof LossBinaryXENT
                : activation == null && loss instanceof LossBinaryXENT;
        return isBinary ? OutputKind.BINARY : OutputKind.REGRESSION;
    }

    /** Returns null if the layer that computes the output has no activation. */
    private IActivation activation() {
        for (Layer layer : layers) {
            IActivation activation = activation(layer);
            if (!(activation instanceof ActivationIdentity && keepsNumbers(layer))) {
                return activation;
            }
        }
        return null;
    }

    private static IActivation activation(Layer layer) {
        if (layer instanceof ActivationLayer) {
            return ((ActivationLayer) layer).getActivationFn();
        }
        return layer instanceof BaseLayer ? ((BaseLayer) layer).getActivationFn() : null;
    }

    /** Tests whether a layer with the identity as its activation returns its input at inference. */
    private static boolean keepsNumbers(Layer layer) {
        return layer instanceof LossLayer
                || layer instanceof RnnLossLayer
                || layer instanceof CnnLossLayer
                || layer instanceof Cnn3DLossLayer
                || layer instanceof ActivationLayer
                || layer instanceof DropoutLayer;
    }

    private static ILossFunction loss(Layer layer) {
        ILossFunction loss = OutputLoss.of(layer).orElse(null);
        return loss instanceof FloodedLoss ? ((FloodedLoss) loss).loss() : loss;
    }

    boolean isChannelsLast() {
        Layer layer = layers.isEmpty() ? null : layers.get(0);
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
