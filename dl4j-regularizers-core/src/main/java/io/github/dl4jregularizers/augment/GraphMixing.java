package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;

/** Inserts the layers of {@link ManifoldMixUp} into the configuration of a {@code ComputationGraph}, in place. */
final class GraphMixing {

    private final ComputationGraphConfiguration conf;
    private final MixDraw.Key key;

    GraphMixing(ComputationGraphConfiguration conf, MixDraw.Key key) {
        this.conf = conf;
        this.key = key;
    }

    void insert(boolean inputs, List<String> vertices) {
        vertices.forEach(this::check);
        NeuralNetConfiguration output = wrapOutputs();
        if (inputs) {
            List.copyOf(conf.getNetworkInputs()).forEach(input -> insert(input, 0, output));
        }
        int first = inputs ? 1 : 0;
        for (int i = 0; i < vertices.size(); i++) {
            insert(vertices.get(i), first + i, output);
        }
        conf.setTopologicalOrder(null);
        conf.setTopologicalOrderStr(null);
    }

    /** Returns the settings of one of the outputs, for the new layers. */
    private NeuralNetConfiguration wrapOutputs() {
        NeuralNetConfiguration settings = null;
        for (String name : conf.getNetworkOutputs()) {
            GraphVertex vertex = conf.getVertices().get(name);
            if (!(vertex instanceof LayerVertex)) {
                throw Arguments.invalid("output " + name + " of ManifoldMixUp", "a layer", vertex.getClass());
            }
            settings = ((LayerVertex) vertex).getLayerConf();
            settings.setLayer(MixablePlaces.withMixedLabels(name, settings.getLayer(), key));
        }
        return settings;
    }

    private void check(String name) {
        GraphVertex vertex = conf.getVertices().get(name);
        if (vertex == null || conf.getNetworkOutputs().contains(name)) {
            Set<String> allowed = new HashSet<>(conf.getVertices().keySet());
            allowed.removeAll(conf.getNetworkOutputs());
            throw Arguments.invalid("vertex", "one of " + new TreeSet<>(allowed), name);
        }
        for (String output : conf.getNetworkOutputs()) {
            if (reachesInput(output, name, new HashSet<>())) {
                throw Arguments.invalid(
                        "vertex " + name + " of ManifoldMixUp",
                        "on every path from an input to output " + output,
                        "not on all");
            }
        }
    }

    /** Tests whether a path leads from an input of the network to a vertex without another one. */
    private boolean reachesInput(String vertex, String without, Set<String> seen) {
        if (vertex.equals(without) || !seen.add(vertex)) {
            return false;
        }
        return conf.getNetworkInputs().contains(vertex)
                || conf.getVertexInputs().getOrDefault(vertex, List.of()).stream()
                        .anyMatch(input -> reachesInput(input, without, seen));
    }

    private void insert(String source, int place, NeuralNetConfiguration settings) {
        conf.getVertexInputs().forEach((reader, inputs) -> {
            GraphVertex vertex = conf.getVertices().get(reader);
            if (inputs.contains(source)
                    && vertex instanceof LayerVertex
                    && ((LayerVertex) vertex).getPreProcessor() == null) {
                MixablePlaces.requireNoSequences(
                        source, ((LayerVertex) vertex).getLayerConf().getLayer());
            }
        });
        String name = "mixup-" + source;
        if (conf.getVertices().containsKey(name) || conf.getNetworkInputs().contains(name)) {
            throw Arguments.invalid("conf", "without a vertex " + name, name);
        }
        Layer layer = new ManifoldMixUpLayer(key, place);
        layer.setLayerName(name);
        NeuralNetConfiguration inserted = settings.clone();
        inserted.clearVariables();
        inserted.setLayer(layer);
        conf.getVertexInputs().values().forEach(inputs -> inputs.replaceAll(i -> i.equals(source) ? name : i));
        conf.getVertices().put(name, new LayerVertex(inserted, null));
        conf.getVertexInputs().put(name, new ArrayList<>(List.of(source)));
    }
}
