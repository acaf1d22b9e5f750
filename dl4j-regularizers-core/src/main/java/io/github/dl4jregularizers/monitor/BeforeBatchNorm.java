package io.github.dl4jregularizers.monitor;

import io.github.dl4jregularizers.internal.dl4j.Network;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;

/** Layers whose only successor is a BatchNorm layer. */
final class BeforeBatchNorm {

    private BeforeBatchNorm() {}

    /** Returns the keys of these layers in {@code Network.parts()}. */
    static Set<String> layers(Network network) {
        return network.configuration(BeforeBatchNorm::ofSequence, BeforeBatchNorm::ofGraph);
    }

    private static Set<String> ofSequence(MultiLayerConfiguration conf) {
        Set<String> layers = new HashSet<>();
        for (int i = 1; i < conf.getConfs().size(); i++) {
            if (conf.getConf(i).getLayer() instanceof BatchNormalization) {
                layers.add(String.valueOf(i - 1));
            }
        }
        return layers;
    }

    private static Set<String> ofGraph(ComputationGraphConfiguration conf) {
        Set<String> layers = new HashSet<>();
        for (String name : conf.getVertices().keySet()) {
            List<String> successors = conf.getVertexInputs().entrySet().stream()
                    .filter(entry -> entry.getValue().contains(name))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toList());
            if (successors.size() == 1 && isBatchNorm(conf.getVertices().get(successors.get(0)))) {
                layers.add(name);
            }
        }
        return layers;
    }

    private static boolean isBatchNorm(GraphVertex vertex) {
        return vertex instanceof LayerVertex
                && ((LayerVertex) vertex).getLayerConf().getLayer() instanceof BatchNormalization;
    }
}
