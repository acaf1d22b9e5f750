package io.github.dl4jregularizers.internal.config;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffVertex;

/**
 * Every layer and parametric vertex of a network configuration.
 *
 * <p>Includes the layers inside frozen layers and vertices, wrapper layers ({@code LastTimeStep}, {@code
 * TimeDistributed}, {@code MaskZeroLayer} and foreign ones), {@code Bidirectional} and every {@link CompositeLayer}.
 */
public final class LayerTree {

    /** The top-level layers and vertices, with the configuration that receives a rewritten layer. */
    private final Map<LayerNode, NeuralNetConfiguration> roots = new LinkedHashMap<>();

    private LayerTree() {}

    /**
     * Reads the layers of a {@code MultiLayerNetwork}'s configuration.
     *
     * @param conf a built configuration
     * @return the tree; outdated after changes to the configuration
     */
    public static LayerTree of(MultiLayerConfiguration conf) {
        LayerTree tree = new LayerTree();
        for (int i = 0; i < conf.getConfs().size(); i++) {
            String name = conf.getConf(i).getLayer().getLayerName();
            tree.add(String.valueOf(i), name == null ? String.valueOf(i) : name, false, conf.getConf(i));
        }
        return tree;
    }

    /**
     * Reads the layers and parametric vertices of a {@code ComputationGraph}'s configuration.
     *
     * @param conf a built configuration
     * @return the tree; outdated after changes to the configuration
     * @throws IllegalArgumentException if a vertex of an unknown class has parameters
     */
    public static LayerTree of(ComputationGraphConfiguration conf) {
        LayerTree tree = new LayerTree();
        conf.getVertices().forEach((name, vertex) -> tree.add(name, vertex, false));
        return tree;
    }

    private void add(String name, GraphVertex vertex, boolean frozen) {
        if (vertex instanceof FrozenVertex) {
            add(name, ((FrozenVertex) vertex).getUnderlying(), true);
        } else if (vertex instanceof LayerVertex) {
            add(name, name, frozen, ((LayerVertex) vertex).getLayerConf());
        } else if (vertex instanceof SameDiffVertex) {
            roots.put(new LayerNode(name, name, "", frozen, null, (SameDiffVertex) vertex), null);
        } else if (vertex.numParams(true) > 0) {
            throw Arguments.invalid(
                    "vertex " + name, "a LayerVertex or SameDiffVertex, or without parameters", vertex.getClass());
        }
    }

    private void add(String key, String name, boolean frozen, NeuralNetConfiguration conf) {
        roots.put(new LayerNode(key, name, "", frozen, conf, conf.getLayer()), conf);
    }

    /**
     * Returns the top-level nodes.
     *
     * @return one node per layer of the network, or per vertex that is a layer or has parameters
     */
    public List<LayerNode> roots() {
        return new ArrayList<>(roots.keySet());
    }

    /**
     * Returns all nodes; a container precedes its content.
     *
     * @return layers and vertices in the order of the configuration
     */
    public List<LayerNode> nodes() {
        List<LayerNode> nodes = new ArrayList<>();
        roots.keySet().forEach(root -> nodes.addAll(root.subtree()));
        return nodes;
    }

    /**
     * Replaces layers in the configuration, inner layers first. The change of a container receives its new content.
     * Containers whose content changes are copied, because a cloned configuration shares them with its original. A
     * replacement without a name receives the name of the replaced layer. An exception changes nothing.
     *
     * @param change returns the replacement of a node's layer, or {@code node.layer().get()} for no change; not called
     *     for graph vertices
     */
    public void rewrite(Function<LayerNode, Layer> change) {
        List<Runnable> assignments = new ArrayList<>();
        roots.forEach((root, place) -> {
            if (place != null) {
                Layer layer = rewritten(root, change);
                assignments.add(() -> place.setLayer(layer));
            }
        });
        assignments.forEach(Runnable::run);
    }

    private static Layer rewritten(LayerNode node, Function<LayerNode, Layer> change) {
        Layer layer = node.layer().orElseThrow();
        Map<String, Layer> content = new LinkedHashMap<>();
        boolean changed = false;
        for (Map.Entry<String, Layer> inner : InnerLayers.of(layer).entrySet()) {
            Layer replacement = rewritten(node.inner(inner.getKey(), inner.getValue()), change);
            content.put(inner.getKey(), replacement);
            changed |= replacement != inner.getValue();
        }
        LayerNode offered = changed ? node.holding(InnerLayers.replace(layer, content)) : node;
        Layer replacement = Arguments.required("rewritten layer " + node.layerName(), change.apply(offered));
        if (replacement.getLayerName() == null && layer.getLayerName() != null) {
            replacement.setLayerName(layer.getLayerName());
        }
        return replacement;
    }

    /**
     * Returns the role of every parameter of the network.
     *
     * @return key as in the network's {@code paramTable()}, and role
     */
    public Map<String, ParameterRole> parameterRoles() {
        Map<String, ParameterRole> roles = new LinkedHashMap<>();
        for (LayerNode node : nodes()) {
            for (String parameter : node.parameters().keySet()) {
                roles.put(node.networkKey(parameter), ParameterRole.of(node.config(), parameter));
            }
        }
        return roles;
    }
}
