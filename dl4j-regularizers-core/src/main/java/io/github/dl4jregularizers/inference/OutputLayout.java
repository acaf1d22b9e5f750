package io.github.dl4jregularizers.inference;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.InnerLayers;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
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
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;

/**
 * What an output of a network means, and along which axis its classes (channels, units) lie. Immutable.
 *
 * <p>Softmax gives classes, sigmoid with binary cross-entropy gives events, and anything else numbers. The classes come after
 * the examples, or last where the output layer's data format says so.
 */
public final class OutputLayout {

    private final OutputKind kind;
    private final boolean channelsLast;

    private OutputLayout(OutputKind kind, boolean channelsLast) {
        this.kind = kind;
        this.channelsLast = channelsLast;
    }

    /**
     * The layout of arrays whose classes come after the examples.
     *
     * @param kind what they mean
     * @return the layout
     * @throws IllegalArgumentException if kind is missing
     */
    public static OutputLayout of(OutputKind kind) {
        return new OutputLayout(Arguments.required("kind", kind), false);
    }

    /**
     * The layouts of what a network gives, as the activation, the loss and the data format of its output layers say.
     *
     * @param network a {@code MultiLayerNetwork} or a {@code ComputationGraph}
     * @return one for each output, in the network's order
     * @throws IllegalArgumentException for another kind of model
     */
    public static List<OutputLayout> of(Model network) {
        if (network instanceof MultiLayerNetwork) {
            MultiLayerConfiguration conf = ((MultiLayerNetwork) network).getLayerWiseConfigurations();
            return List.of(of(conf.getConf(conf.getConfs().size() - 1).getLayer()));
        }
        if (network instanceof ComputationGraph) {
            ComputationGraphConfiguration conf = ((ComputationGraph) network).getConfiguration();
            return conf.getNetworkOutputs().stream()
                    .map(output -> of(conf.getVertices().get(output)))
                    .collect(Collectors.toUnmodifiableList());
        }
        throw Arguments.invalid(
                "network", "a MultiLayerNetwork or a ComputationGraph", network == null ? null : network.getClass());
    }

    private static OutputLayout of(GraphVertex vertex) {
        return vertex instanceof LayerVertex
                ? of(((LayerVertex) vertex).getLayerConf().getLayer())
                : of(OutputKind.REGRESSION);
    }

    private static OutputLayout of(Layer layer) {
        Layer own = unwrapped(layer);
        return new OutputLayout(kind(activation(own), loss(own)), isChannelsLast(own));
    }

    /**
     * The same place of the classes with another meaning.
     *
     * @param other what the numbers mean
     * @return another layout
     * @throws IllegalArgumentException if other is missing
     */
    public OutputLayout as(OutputKind other) {
        return new OutputLayout(Arguments.required("kind", other), channelsLast);
    }

    /**
     * What the numbers mean.
     *
     * @return the kind
     */
    public OutputKind kind() {
        return kind;
    }

    /**
     * The axis of the classes, channels or units.
     *
     * @param rank rank of the output array, at least 1
     * @return the axis, from 0
     */
    public int classAxis(int rank) {
        return channelsLast ? rank - 1 : Math.min(1, rank - 1);
    }

    private static Layer unwrapped(Layer layer) {
        Map<String, Layer> content = InnerLayers.of(layer);
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

    @Override
    public boolean equals(Object other) {
        return other instanceof OutputLayout
                && kind == ((OutputLayout) other).kind
                && channelsLast == ((OutputLayout) other).channelsLast;
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, channelsLast);
    }

    @Override
    public String toString() {
        return kind + (channelsLast ? ", channels last" : "");
    }
}
