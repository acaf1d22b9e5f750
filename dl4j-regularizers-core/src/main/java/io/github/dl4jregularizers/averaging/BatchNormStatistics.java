package io.github.dl4jregularizers.averaging;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.LayerNode;
import io.github.dl4jregularizers.internal.config.LayerTree;
import io.github.dl4jregularizers.internal.dl4j.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Re-estimates the running statistics of all BatchNorm layers from data, including those inside residual blocks and
 * wrappers.
 *
 * <p>Mean and variance become the averages of the batches' means and variances, as in torch's {@code update_bn}. Every
 * batch has the same weight, a smaller last one included. Layers run in training mode, noise included. The variance is
 * the biased one of DL4J: divided by n, where torch divides by n - 1. A layer that a batch skips (stochastic depth)
 * does not count that batch. Frozen layers keep their statistics. A batch with one value per channel has variance 0;
 * this is logged as a warning.
 *
 * <p>The batch statistics are read from the pseudo-gradients of the running statistics: each batch costs a forward and
 * a backward pass. Nothing else of the network changes, and a failing pass leaves the network unchanged. HALF networks
 * are estimated in a FLOAT copy.
 */
public final class BatchNormStatistics {

    private static final Logger LOG = LoggerFactory.getLogger(BatchNormStatistics.class);

    private BatchNormStatistics() {}

    /**
     * Re-estimates the statistics of a network.
     *
     * @param network whose statistics to replace: a {@code MultiLayerNetwork}, or a {@code ComputationGraph} of one
     *     input and one output
     * @param data labeled batches, read once from the beginning
     * @throws IllegalArgumentException if there is no batch, or the decay of a BatchNorm layer is 1
     */
    public static void estimate(Model network, DataSetIterator data) {
        Arguments.required("data", data);
        DataType type = Arguments.required("network", network).params().dataType();
        if (type == DataType.DOUBLE || type == DataType.FLOAT) {
            estimateInPlace(network, data);
            return;
        }
        Model wide = Network.of(network).converted(DataType.FLOAT);
        estimateInPlace(wide, data);
        Map<String, INDArray> parameters = network.paramTable();
        Map<String, INDArray> estimated = wide.paramTable();
        estimates(network).forEach(estimate -> estimate.copy(estimated, parameters));
    }

    private static List<Estimate> estimates(Model network) {
        LayerTree tree = Network.of(network).configuration(LayerTree::of, LayerTree::of);
        Map<String, INDArray> parameters = network.paramTable();
        List<Estimate> estimates = new ArrayList<>();
        for (LayerNode node : tree.nodes()) {
            if (node.config() instanceof BatchNormalization && !node.isFrozen()) {
                estimates.add(new Estimate(node, parameters));
            }
        }
        return estimates;
    }

    private static void estimateInPlace(Model network, DataSetIterator data) {
        List<Estimate> estimates = estimates(network);
        if (estimates.isEmpty()) {
            return;
        }
        data.reset();
        if (!data.hasNext()) {
            throw Arguments.invalid("number of batches", ">= 1", 0);
        }
        boolean done = false;
        int single = 0;
        try {
            while (data.hasNext()) {
                DataSet batch = data.next();
                add(batch, network, estimates);
                single += batch.getFeatures().size(0) == 1 ? 1 : 0;
            }
            done = true;
        } finally {
            estimates.forEach(done ? Estimate::finish : Estimate::restore);
        }
        warnOf(single, estimates);
    }

    private static void warnOf(int single, List<Estimate> estimates) {
        List<String> constant = estimates.stream()
                .filter(estimate -> estimate.constantBatches() > 0)
                .map(Estimate::layerName)
                .collect(Collectors.toList());
        if (single > 0 && !constant.isEmpty()) {
            LOG.warn(
                    "{} batches have one example, and their variance is 0 in the BatchNorm layers"
                            + " {}: the running variance is"
                            + " too small. Use larger batches.",
                    single,
                    constant);
        }
    }

    private static void add(DataSet batch, Model network, List<Estimate> estimates) {
        estimates.forEach(Estimate::prepare);
        Network.of(network)
                .pass(batch.getFeatures(), batch.getLabels(), batch.getFeaturesMaskArray(), batch.getLabelsMaskArray());
        Map<String, INDArray> gradients = network.gradient().gradientForVariable();
        estimates.forEach(estimate -> estimate.add(gradients));
    }
}
