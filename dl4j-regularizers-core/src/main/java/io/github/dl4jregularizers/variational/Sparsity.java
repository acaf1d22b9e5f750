package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.internal.config.LayerDescription;
import io.github.dl4jregularizers.internal.config.LayerNode;
import io.github.dl4jregularizers.internal.config.LayerTree;
import java.io.Serializable;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.longer.MatchCondition;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.conditions.Conditions;

/**
 * Counts the weights and gates that inference prunes, at the time of the call.
 *
 * <p>A weight of a variational layer is pruned if log alpha = log sigma^2 - log w^2 is above its layer's pruning
 * threshold. A gate of {@link L0Gates} is pruned if it is exactly 0. Biases are not counted. Layers inside wrappers,
 * frozen layers and blocks are included. Immutable.
 */
public final class Sparsity implements Serializable {

    private static final long serialVersionUID = 1;

    private final Map<String, long[]> prunedAndAll = new LinkedHashMap<>();
    private final Set<String> kinds = new LinkedHashSet<>();

    private Sparsity(LayerTree tree, Map<String, INDArray> parameters) {
        for (LayerNode node : tree.nodes()) {
            node.layer().flatMap(LayerDescription::pruning).ifPresent(pruning -> {
                kinds.add(pruning.kind());
                count(node, pruning.factors(name -> parameters.get(node.networkKey(name))));
            });
        }
    }

    private String kinds() {
        return kinds.isEmpty()
                ? "weights and gates"
                : kinds.stream().sorted(Comparator.reverseOrder()).collect(Collectors.joining(" and "));
    }

    /** Counts the zeros. */
    private void count(LayerNode node, INDArray factors) {
        long pruned = Nd4j.getExecutioner()
                .exec(new MatchCondition(factors, Conditions.equals(0)))
                .getLong(0);
        prunedAndAll.put(node.layerName() + node.parameterPrefix(), new long[] {pruned, factors.length()});
    }

    /**
     * Counts the pruned weights and gates of a network.
     *
     * @param network an initialized network
     * @return the counts; none if there are no layers that prune
     */
    public static Sparsity of(MultiLayerNetwork network) {
        return new Sparsity(LayerTree.of(network.getLayerWiseConfigurations()), network.paramTable());
    }

    /**
     * Counts the pruned weights and gates of a graph.
     *
     * @param graph an initialized graph
     * @return the counts; none if there are no layers that prune
     */
    public static Sparsity of(ComputationGraph graph) {
        return new Sparsity(LayerTree.of(graph.getConfiguration()), graph.paramTable());
    }

    /**
     * Returns the pruned fraction of all weights and gates.
     *
     * @return in [0, 1]; 0 without layers that prune
     */
    public double share() {
        return prunable() == 0 ? 0 : (double) pruned() / prunable();
    }

    /**
     * Returns the pruned fraction per layer.
     *
     * @return fraction in [0, 1] by layer name, from input to output
     */
    public Map<String, Double> shareByLayer() {
        Map<String, Double> shares = new LinkedHashMap<>();
        prunedAndAll.forEach((layer, counts) -> shares.put(layer, (double) counts[0] / counts[1]));
        return Collections.unmodifiableMap(shares);
    }

    /**
     * Returns the number of pruned weights and gates.
     *
     * @return at most {@link #prunable()}
     */
    public long pruned() {
        return prunedAndAll.values().stream().mapToLong(counts -> counts[0]).sum();
    }

    /**
     * Returns the number of weights with a variance, and of gates.
     *
     * @return without biases
     */
    public long prunable() {
        return prunedAndAll.values().stream().mapToLong(counts -> counts[1]).sum();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d of %d %s pruned (%.1f %%)", pruned(), prunable(), kinds(), 100 * share());
    }
}
