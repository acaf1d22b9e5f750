package io.github.dl4jregularizers.variational;

import static io.github.dl4jregularizers.variational.VariationalParamInitializer.LOG_VARIANCE_KEY;
import static org.deeplearning4j.nn.params.DefaultParamInitializer.WEIGHT_KEY;

import io.github.dl4jregularizers.internal.LayerNode;
import io.github.dl4jregularizers.internal.LayerTree;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.longer.MatchCondition;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.conditions.Condition;
import org.nd4j.linalg.indexing.conditions.Conditions;

/**
 * How many weights of a network's variational layers inference leaves out, counted at the time of the call.
 *
 * <p>Formula: a weight is pruned if log alpha = log sigma^2 - log w^2 is above its layer's pruning threshold. Biases do
 * not count. Layers inside wrappers, frozen layers and blocks are found. Immutable.
 */
public final class Sparsity {

    private final Map<String, long[]> prunedAndAll;

    private Sparsity(LayerTree tree, Map<String, INDArray> parameters) {
        Map<String, long[]> counts = new LinkedHashMap<>();
        for (LayerNode node : tree.nodes()) {
            Layer layer = node.layer().orElse(null);
            if (layer instanceof VariationalDense || layer instanceof VariationalConvolution2D) {
                INDArray weights = parameters.get(node.networkKey(WEIGHT_KEY));
                INDArray logAlpha =
                        LogAlpha.of(weights, parameters.get(node.networkKey(LOG_VARIANCE_KEY)), weights.ulike());
                Condition noise =
                        Conditions.greaterThan(VariationalSettings.of(layer).pruningThreshold());
                long pruned = Nd4j.getExecutioner()
                        .exec(new MatchCondition(logAlpha, noise))
                        .getLong(0);
                counts.put(node.layerName() + node.parameterPrefix(), new long[] {pruned, weights.length()});
            }
        }
        prunedAndAll = counts;
    }

    /**
     * Counts the pruned weights of a network.
     *
     * @param network an initialised network
     * @return the counts; none if there are no variational layers
     */
    public static Sparsity of(MultiLayerNetwork network) {
        return new Sparsity(LayerTree.of(network.getLayerWiseConfigurations()), network.paramTable());
    }

    /**
     * Counts the pruned weights of a graph.
     *
     * @param graph an initialised graph
     * @return the counts; none if there are no variational layers
     */
    public static Sparsity of(ComputationGraph graph) {
        return new Sparsity(LayerTree.of(graph.getConfiguration()), graph.paramTable());
    }

    /**
     * The share of weights that inference leaves out.
     *
     * @return in [0, 1]; 0 without variational layers
     */
    public double share() {
        return weights() == 0 ? 0 : (double) pruned() / weights();
    }

    /**
     * The share of each layer's weights that inference leaves out.
     *
     * @return layer name and share in [0, 1], from input to output
     */
    public Map<String, Double> shareByLayer() {
        Map<String, Double> shares = new LinkedHashMap<>();
        prunedAndAll.forEach((layer, counts) -> shares.put(layer, (double) counts[0] / counts[1]));
        return Collections.unmodifiableMap(shares);
    }

    /**
     * The number of weights that inference leaves out.
     *
     * @return at most {@link #weights()}
     */
    public long pruned() {
        return prunedAndAll.values().stream().mapToLong(counts -> counts[0]).sum();
    }

    /**
     * The number of weights that have a variance.
     *
     * @return without biases
     */
    public long weights() {
        return prunedAndAll.values().stream().mapToLong(counts -> counts[1]).sum();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d of %d weights pruned (%.1f %%)", pruned(), weights(), 100 * share());
    }
}
