package io.github.dl4jregularizers.internal.config;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.samediff.AbstractSameDiffLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffVertex;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One configuration in a {@link LayerTree}: a layer, a container of layers, or a graph vertex with parameters. */
public final class LayerNode {

    private final String key;
    private final String name;
    private final String prefix;
    private final boolean frozen;
    private final NeuralNetConfiguration surroundings;
    private final TrainingConfig config;

    LayerNode(
            String key,
            String name,
            String prefix,
            boolean frozen,
            NeuralNetConfiguration surroundings,
            TrainingConfig config) {
        this.key = key;
        this.name = name;
        this.prefix = prefix;
        this.frozen = frozen || config instanceof FrozenLayer || config instanceof FrozenLayerWithBackprop;
        this.surroundings = surroundings;
        this.config = config;
    }

    /**
     * The same place with another configuration in it.
     *
     * @param other what stands there instead
     * @return the other node; the configuration of the network is not changed
     */
    public LayerNode holding(Layer other) {
        return new LayerNode(key, name, prefix, frozen, surroundings, other);
    }

    /**
     * The place of a layer that this one holds.
     *
     * @param innerPrefix as in {@link InnerLayers#of}
     * @param layer the inner layer
     * @return its node
     */
    public LayerNode inner(String innerPrefix, Layer layer) {
        return new LayerNode(key, name, prefix + innerPrefix, frozen, surroundings, layer);
    }

    /**
     * Name of the network's layer or vertex that this configuration is, or is part of.
     *
     * @return DL4J's layer name, vertex name in a graph; the index of a layer that has no name
     */
    public String layerName() {
        return name;
    }

    /**
     * What containers put before the names of the parameters.
     *
     * @return prefix such as {@code f} for the forward part of a {@code Bidirectional}; empty if there is none
     */
    public String parameterPrefix() {
        return prefix;
    }

    /**
     * The name of one of this layer's parameters in the {@code paramTable()} of the network.
     *
     * @param parameterName name as in {@link #parameters()}
     * @return for example {@code 0_W}
     */
    public String networkKey(String parameterName) {
        return key + "_" + prefix + parameterName;
    }

    /**
     * Whether training leaves the parameters alone because the layer, or one around it, is frozen.
     *
     * @return true inside DL4J's frozen layers and vertices
     */
    public boolean isFrozen() {
        return frozen;
    }

    /**
     * Whether this configuration only holds others, which follow it in {@link LayerTree#nodes()}.
     *
     * @return false for what has its own parameters and for layers without any
     */
    public boolean isContainer() {
        return config instanceof Layer && !InnerLayers.of((Layer) config).isEmpty();
    }

    /**
     * This node and all below it; a container comes before what it holds.
     *
     * @return nodes in the order of their parameters, this one first
     */
    public List<LayerNode> subtree() {
        List<LayerNode> nodes = new ArrayList<>();
        nodes.add(this);
        layer().ifPresent(layer -> InnerLayers.of(layer)
                .forEach((innerPrefix, inner) ->
                        nodes.addAll(inner(innerPrefix, inner).subtree())));
        return nodes;
    }

    /**
     * The configuration itself.
     *
     * @return a {@code Layer} or a {@code SameDiffVertex}
     */
    public TrainingConfig config() {
        return config;
    }

    /**
     * The configuration, if it is a layer.
     *
     * @return empty for a graph vertex with parameters of its own
     */
    public Optional<Layer> layer() {
        return config instanceof Layer ? Optional.of((Layer) config) : Optional.empty();
    }

    /**
     * The lengths of the parameters, in the order of the flattened parameter array.
     *
     * @return name without {@link #parameterPrefix()}, and length; empty for a container
     * @throws IllegalArgumentException if the layer does not know its sizes yet
     */
    public Map<String, Long> parameters() {
        Map<String, Long> lengths = new LinkedHashMap<>();
        shapes().forEach((parameter, shape) -> lengths.put(parameter, shape.length()));
        return lengths;
    }

    /**
     * The parameters in the order of the flattened parameter array. DL4J's {@code paramKeys} leaves some out
     * (AutoEncoder, CenterLossOutputLayer) and names some that do not exist (BatchNorm with locked gamma and beta), so
     * the layer lays them out over an array of the right length.
     *
     * @return name without {@link #parameterPrefix()}, and shape; empty for a container
     * @throws IllegalArgumentException if the layer does not know its sizes yet
     */
    public Map<String, ParameterShape> shapes() {
        if (config instanceof SameDiffVertex) {
            SameDiffVertex vertex = (SameDiffVertex) config;
            return declared(vertex.getVertexParams(), vertex::paramReshapeOrder);
        }
        if (isContainer()) {
            return Collections.emptyMap();
        }
        if (config instanceof AbstractSameDiffLayer) {
            AbstractSameDiffLayer layer = (AbstractSameDiffLayer) config;
            return declared(layer.getLayerParams(), layer::paramReshapeOrder);
        }
        return laidOut((Layer) config);
    }

    private static Map<String, ParameterShape> declared(SDLayerParams parameters, Function<String, Character> order) {
        Map<String, ParameterShape> shapes = new LinkedHashMap<>();
        parameters
                .getParamShapes()
                .forEach(
                        (parameter, shape) -> shapes.put(parameter, new ParameterShape(order.apply(parameter), shape)));
        return shapes;
    }

    /**
     * The configuration of a network of this layer alone.
     *
     * @return a copy with a copy of the layer
     */
    public NeuralNetConfiguration alone() {
        NeuralNetConfiguration alone = surroundings.clone();
        alone.setLayer(((Layer) config).clone());
        return alone;
    }

    private Map<String, ParameterShape> laidOut(Layer layer) {
        NeuralNetConfiguration alone = alone();
        long length = layer.initializer().numParams(alone);
        if (length == 0) {
            return Collections.emptyMap();
        }
        Map<String, ParameterShape> shapes = new LinkedHashMap<>();
        try (INDArray view = Nd4j.createUninitialized(DataType.INT8, length)) {
            layer.initializer()
                    .init(alone, view, false)
                    .forEach((parameter, array) -> shapes.put(parameter, ParameterShape.of(array)));
        }
        if (shapes.values().stream().anyMatch(shape -> shape.length() == 0)) {
            throw Arguments.invalid(
                    "sizes of layer " + name, "known: set nIn and nOut, or the network's input type", shapes);
        }
        return shapes;
    }
}
