package io.github.dl4jregularizers.variational;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Reads the layers and vertices of a network, in topological order, and analyzes them. */
final class CompactSource {

    private CompactSource() {}

    static CompactPlan of(MultiLayerNetwork network) {
        MultiLayerConfiguration conf = network.getLayerWiseConfigurations();
        List<CompactStep> steps = new ArrayList<>();
        steps.add(CompactStep.withoutLayer("input", List.of()));
        for (int i = 0; i < network.getnLayers(); i++) {
            steps.add(new CompactStep(
                    layerName(i),
                    conf.getConf(i).getLayer(),
                    network.getLayer(i).paramTable(),
                    conf.getInputPreProcess(i),
                    List.of(steps.get(i))));
        }
        return new CompactPlan(steps, Map.of(), Set.of(layerName(network.getnLayers() - 1)));
    }

    static String layerName(int index) {
        return "layer " + index;
    }

    static CompactPlan of(ComputationGraph network) {
        ComputationGraphConfiguration conf = network.getConfiguration();
        Map<String, CompactStep> steps = new LinkedHashMap<>();
        for (String name : conf.getNetworkInputs()) {
            steps.put(name, CompactStep.withoutLayer(name, List.of()));
        }
        for (int index : network.topologicalSortOrder()) {
            String name = network.getVertices()[index].getVertexName();
            if (!steps.containsKey(name)) {
                List<CompactStep> inputs = conf.getVertexInputs().get(name).stream()
                        .map(steps::get)
                        .collect(Collectors.toList());
                steps.put(name, step(network, name, conf.getVertices().get(name), inputs));
            }
        }
        return new CompactPlan(steps.values(), conf.getVertices(), Set.copyOf(conf.getNetworkOutputs()));
    }

    private static CompactStep step(
            ComputationGraph network, String name, GraphVertex vertex, List<CompactStep> inputs) {
        if (!(vertex instanceof LayerVertex)) {
            return CompactStep.withoutLayer(name, inputs);
        }
        LayerVertex layer = (LayerVertex) vertex;
        return new CompactStep(
                name,
                layer.getLayerConf().getLayer(),
                network.getLayer(name).paramTable(),
                layer.getPreProcessor(),
                inputs);
    }
}
