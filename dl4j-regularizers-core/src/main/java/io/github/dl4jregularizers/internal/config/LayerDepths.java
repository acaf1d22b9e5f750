package io.github.dl4jregularizers.internal.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/**
 * Distances of layers from the output, counted in layers with weights. A layer without weights, such as BatchNorm, has
 * the distance of the layer before it. In a graph, the longest path counts.
 */
public final class LayerDepths {

    private LayerDepths() {}

    /**
     * Measures a sequence.
     *
     * @param conf a built configuration with the sizes of all layers known
     * @return distance by layer name; 0 for the last layer with weights
     */
    public static Map<String, Integer> of(MultiLayerConfiguration conf) {
        Map<String, Integer> distances = new HashMap<>();
        List<LayerNode> roots = LayerTree.of(conf).roots();
        int after = 0;
        for (int i = roots.size() - 1; i >= 0; i--) {
            distances.put(roots.get(i).layerName(), after);
            after += hasWeights(roots.get(i)) ? 1 : 0;
        }
        return distances;
    }

    /**
     * Measures a graph.
     *
     * @param conf a built configuration with the sizes of all layers known
     * @return distance by vertex name, for every vertex
     */
    public static Map<String, Integer> of(ComputationGraphConfiguration conf) {
        Map<String, Boolean> weights = new HashMap<>();
        LayerTree.of(conf).roots().forEach(root -> weights.put(root.layerName(), hasWeights(root)));
        Map<String, Integer> after = new HashMap<>();
        conf.getVertices().keySet().forEach(name -> after(name, conf, weights, after));
        return after;
    }

    /** Layers with weights on the longest path behind a vertex. */
    private static int after(
            String name, ComputationGraphConfiguration conf, Map<String, Boolean> weights, Map<String, Integer> known) {
        Integer count = known.get(name);
        if (count == null) {
            count = 0;
            for (Map.Entry<String, List<String>> next : conf.getVertexInputs().entrySet()) {
                if (next.getValue().contains(name)) {
                    int itself = weights.getOrDefault(next.getKey(), false) ? 1 : 0;
                    count = Math.max(count, itself + after(next.getKey(), conf, weights, known));
                }
            }
            known.put(name, count);
        }
        return count;
    }

    private static boolean hasWeights(LayerNode root) {
        return root.subtree().stream().anyMatch(node -> node.parameters().keySet().stream()
                .anyMatch(name -> ParameterRole.of(node.config(), name) == ParameterRole.WEIGHT));
    }
}
