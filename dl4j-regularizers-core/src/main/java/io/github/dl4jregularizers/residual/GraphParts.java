package io.github.dl4jregularizers.residual;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.Layer;

/** The vertices of a graph that are being fused, and the place of each of its original vertices. */
final class GraphParts {

    private final ComputationGraphConfiguration conf;
    private final Map<String, Place> places = new LinkedHashMap<>();

    /** Rewrites the configuration. */
    GraphParts(ComputationGraphConfiguration conf) {
        this.conf = conf;
        conf.getVertices().keySet().forEach(name -> places.put(name, new Place(name, "")));
    }

    Map<String, Place> places() {
        return places;
    }

    /** Returns the names of the vertices, each after its inputs. */
    List<String> inOrder() {
        List<String> names = new ArrayList<>(new ResidualBranches(conf).inOrder());
        names.removeAll(conf.getNetworkInputs());
        return names;
    }

    List<String> inputs(String name) {
        return conf.getVertexInputs().getOrDefault(name, List.of());
    }

    /** Returns the only vertex that reads a vertex; empty for several, and for an output of the network. */
    Optional<String> onlyReader(String name) {
        List<String> readers = new ArrayList<>();
        conf.getVertexInputs()
                .forEach((reader, inputs) ->
                        readers.addAll(Collections.nCopies(Collections.frequency(inputs, name), reader)));
        return readers.size() == 1 && !conf.getNetworkOutputs().contains(name)
                ? Optional.of(readers.get(0))
                : Optional.empty();
    }

    GraphVertex vertex(String name) {
        return conf.getVertices().get(name);
    }

    /** Returns the layer of a vertex, {@code FrozenLayer} included; empty for a network input or another vertex. */
    Optional<Layer> layer(String name) {
        return vertex(name) instanceof LayerVertex
                ? Optional.of(((LayerVertex) vertex(name)).getLayerConf().getLayer())
                : Optional.empty();
    }

    /** Returns the layer of a vertex if a composite layer may hold it. */
    Optional<FusableLayer> fusable(String name) {
        return layer(name)
                .filter(layer -> FusableLayer.refusal(layer).isEmpty())
                .map(FusableLayer::of);
    }

    boolean hasPreprocessor(String name) {
        return vertex(name) instanceof LayerVertex && ((LayerVertex) vertex(name)).getPreProcessor() != null;
    }

    boolean isFrozenVertex(String name) {
        return vertex(name) instanceof FrozenVertex;
    }

    /** Returns a vertex, without {@code FrozenVertex}. */
    private GraphVertex unfrozen(String name) {
        return isFrozenVertex(name) ? ((FrozenVertex) vertex(name)).getUnderlying() : vertex(name);
    }

    /** Returns the vertex if it concatenates its inputs, frozen or not. */
    Optional<MergeVertex> concatenation(String name) {
        return unfrozen(name) != null && unfrozen(name).getClass() == MergeVertex.class
                ? Optional.of((MergeVertex) unfrozen(name))
                : Optional.empty();
    }

    /** Tests whether a vertex adds its two inputs, frozen or not. */
    boolean addsTwo(String name) {
        GraphVertex vertex = unfrozen(name);
        return vertex instanceof ElementWiseVertex
                && ((ElementWiseVertex) vertex).getOp() == ElementWiseVertex.Op.Add
                && inputs(name).size() == 2;
    }

    /**
     * Replaces vertices by one layer, which takes the name of the last of them.
     *
     * @param prefixes name of each vertex that the layer holds, and the prefix of its parameters there; the vertex of
     *     the first one has the preprocessor of the layer
     * @param without vertices that have no parameters
     */
    void replace(Map<String, String> prefixes, List<String> without, String source, String name, Layer layer) {
        LayerVertex first = (LayerVertex) vertex(prefixes.keySet().iterator().next());
        NeuralNetConfiguration place = first.getLayerConf().clone();
        place.clearVariables();
        place.setLayer(layer);
        List<String> removed = new ArrayList<>(prefixes.keySet());
        removed.addAll(without);
        places.values().removeIf(old -> without.contains(old.part()));
        places.replaceAll((original, old) -> {
            String prefix = prefixes.get(old.part());
            return prefix == null ? old : old.within(name, prefix);
        });
        removed.forEach(vertex -> {
            conf.getVertices().remove(vertex);
            conf.getVertexInputs().remove(vertex);
        });
        conf.getVertices().put(name, new LayerVertex(place, first.getPreProcessor()));
        conf.getVertexInputs().put(name, new ArrayList<>(List.of(source)));
    }
}
