package io.github.dl4jregularizers.audit;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.LayerNode;
import io.github.dl4jregularizers.internal.config.LayerTree;
import io.github.dl4jregularizers.optimizer.DecayReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.nd4j.linalg.api.buffer.DataType;

/** The part of a configuration that rules read: layers, their neighbors, and settings of the whole network. */
public final class NetworkView {

    private final List<LayerView> layers;
    private final Map<LayerView, List<DecayReport.Entry>> parameters;
    private final DataType dataType;
    private final boolean graph;
    private final List<LayerView> roots;
    private final Map<LayerView, List<LayerView>> before = new HashMap<>();
    private final Map<LayerView, List<LayerView>> after = new HashMap<>();

    private NetworkView(LayerTree tree, List<DecayReport.Entry> parameters, DataType dataType, boolean graph) {
        this.dataType = dataType;
        this.graph = graph;
        layers = tree.nodes().stream().map(node -> new LayerView(this, node)).collect(Collectors.toList());
        Set<LayerNode> direct = new HashSet<>(tree.roots());
        roots = layers.stream().filter(layer -> direct.contains(layer.node())).collect(Collectors.toList());
        this.parameters = parameters.stream().collect(Collectors.groupingBy(this::layerOf));
    }

    static NetworkView of(MultiLayerConfiguration conf) {
        NetworkView view =
                new NetworkView(LayerTree.of(conf), DecayReport.of(conf).entries(), conf.getDataType(), false);
        for (int i = 1; i < view.roots.size(); i++) {
            view.connect(view.roots.get(i - 1), view.roots.get(i));
        }
        return view;
    }

    static NetworkView of(ComputationGraphConfiguration conf) {
        NetworkView view =
                new NetworkView(LayerTree.of(conf), DecayReport.of(conf).entries(), conf.getDataType(), true);
        Map<String, LayerView> named = view.roots.stream().collect(Collectors.toMap(LayerView::name, layer -> layer));
        conf.getVertexInputs().forEach((vertex, inputs) -> inputs.stream()
                .filter(input -> named.containsKey(input) && named.containsKey(vertex))
                .forEach(input -> view.connect(named.get(input), named.get(vertex))));
        return view;
    }

    private void connect(LayerView from, LayerView to) {
        after.computeIfAbsent(from, layer -> new ArrayList<>()).add(to);
        before.computeIfAbsent(to, layer -> new ArrayList<>()).add(from);
    }

    /**
     * Returns all layers and all vertices with parameters, those inside containers included.
     *
     * @return a container comes before its content
     */
    public List<LayerView> layers() {
        return layers;
    }

    /** Returns the network's layers that take a layer's output; without those behind a vertex without a layer. */
    List<LayerView> after(LayerView layer) {
        return after.getOrDefault(layer, List.of());
    }

    /** Returns the network's layers that feed a layer. */
    List<LayerView> before(LayerView layer) {
        return before.getOrDefault(layer, List.of());
    }

    /** Returns the decay of each parameter of a layer; empty for containers. */
    List<DecayReport.Entry> parameters(LayerView layer) {
        return parameters.getOrDefault(layer, List.of());
    }

    private LayerView layerOf(DecayReport.Entry parameter) {
        return layers.stream()
                .filter(layer -> layer.name().equals(parameter.layerName()))
                .filter(layer ->
                        parameter.parameterName().startsWith(layer.node().parameterPrefix()))
                .reduce((outer, inner) -> inner)
                .orElseThrow(() -> Arguments.invalid("parameter", "in the network", parameter));
    }

    /**
     * Returns the type of parameters and activations.
     *
     * @return data type of the network
     */
    public DataType dataType() {
        return dataType;
    }

    /**
     * Returns whether this is a {@code ComputationGraph}.
     *
     * @return false for a {@code MultiLayerNetwork}
     */
    public boolean isGraph() {
        return graph;
    }
}
