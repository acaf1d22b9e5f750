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
     * Creates a node with the same place and another configuration.
     *
     * @param other the other configuration
     * @return the other node; the configuration of the network is not changed
     */
    public LayerNode holding(Layer other) {
        return new LayerNode(key, name, prefix, frozen, surroundings, other);
    }

    /**
     * Creates the node of an inner layer.
     *
     * @param innerPrefix as in {@link InnerLayers#of}
     * @param layer the inner layer
     * @return its node
     */
    public LayerNode inner(String innerPrefix, Layer layer) {
        return new LayerNode(key, name, prefix + innerPrefix, frozen, surroundings, layer);
    }

    /**
     * Returns the name of the top-level layer or vertex.
     *
     * @return DL4J's layer name or the vertex name; the index of a layer without a name
     */
    public String layerName() {
        return name;
    }

    /**
     * Returns the prefix that the containers add to parameter names.
     *
     * @return prefix such as {@code f} for the forward part of a {@code Bidirectional}; empty if there is none
     */
    public String parameterPrefix() {
        return prefix;
    }

    /**
     * Returns a parameter's name in the {@code paramTable()} of the network.
     *
     * @param parameterName name as in {@link #parameters()}
     * @return for example {@code 0_W}
     */
    public String networkKey(String parameterName) {
        return key + "_" + prefix + parameterName;
    }

    /**
     * Tests whether the layer, or one around it, is frozen.
     *
     * @return true inside DL4J's frozen layers and vertices
     */
    public boolean isFrozen() {
        return frozen;
    }

    /**
     * Tests whether this is a container. Its content follows it in {@link LayerTree#nodes()}.
     *
     * @return false for a layer with its own parameters and for a layer without any
     */
    public boolean isContainer() {
        return config instanceof Layer && !InnerLayers.of((Layer) config).isEmpty();
    }

    /**
     * Returns this node and all below it; a container precedes its content.
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
     * Returns the configuration.
     *
     * @return a {@code Layer} or a {@code SameDiffVertex}
     */
    public TrainingConfig config() {
        return config;
    }

    /**
     * Returns the configuration if it is a layer.
     *
     * @return empty for a parametric graph vertex
     */
    public Optional<Layer> layer() {
        return config instanceof Layer ? Optional.of((Layer) config) : Optional.empty();
    }

    /**
     * Returns the lengths of the parameters, in the order of the flattened parameter array.
     *
     * @return name without {@link #parameterPrefix()}, and length; empty for a container
     * @throws IllegalArgumentException if the layer's sizes are not set
     */
    public Map<String, Long> parameters() {
        Map<String, Long> lengths = new LinkedHashMap<>();
        shapes().forEach((parameter, shape) -> lengths.put(parameter, shape.length()));
        return lengths;
    }

    /**
     * Returns the parameters in the order of the flattened parameter array.
     *
     * <p>Runs the layer's initializer on an array of the right length, because DL4J's {@code paramKeys} is not exact.
     * It omits parameters of AutoEncoder and CenterLossOutputLayer, and lists locked gamma and beta of BatchNorm.
     *
     * @return name without {@link #parameterPrefix()}, and shape; empty for a container
     * @throws IllegalArgumentException if the layer's sizes are not set
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
     * Creates the configuration of a network of this layer alone.
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
        if (length < 0 || length > Integer.MAX_VALUE) {
            throw Arguments.invalid("number of parameters of layer " + name, "in [0, 2^31 - 1]", length);
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
