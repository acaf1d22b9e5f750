package io.github.dl4jregularizers.averaging;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.LayerNode;
import io.github.dl4jregularizers.internal.config.LayerTree;
import io.github.dl4jregularizers.internal.dl4j.TrainingPass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Estimates the running statistics of all BatchNorm layers anew from data, those inside residual blocks and wrappers too.
 *
 * <p>Mean and variance become the means over all batches of the batches' own, as by torch's {@code update_bn}; every
 * batch counts the same, also a last one that is smaller. As there, layers run in training mode, noise included. The
 * variance is DL4J's: divided by the number of values, where torch divides by one less. A layer that a batch does not
 * pass, in a block skipped by stochastic depth, does not count that batch; frozen layers keep their statistics.
 *
 * <p>Batch statistics are read off the gradients that DL4J moves running statistics by: costs a forward and a backward
 * pass. Nothing else of the network changes, and nothing at all if a pass fails.
 */
public final class BatchNormStatistics {

    private BatchNormStatistics() {}

    /**
     * Estimates the statistics of a layer stack.
     *
     * @param network whose statistics to replace
     * @param data labelled batches, read once from the beginning
     * @throws IllegalArgumentException if there is no batch
     */
    public static void estimate(MultiLayerNetwork network, DataSetIterator data) {
        estimate(network, LayerTree.of(network.getLayerWiseConfigurations()), data);
    }

    /**
     * Estimates the statistics of a graph.
     *
     * @param network whose statistics to replace; of one input and one output
     * @param data labelled batches, read once from the beginning
     * @throws IllegalArgumentException if there is no batch
     */
    public static void estimate(ComputationGraph network, DataSetIterator data) {
        estimate(network, LayerTree.of(network.getConfiguration()), data);
    }

    private static void estimate(Model network, LayerTree tree, DataSetIterator data) {
        Map<String, INDArray> parameters = network.paramTable();
        List<Estimate> estimates = new ArrayList<>();
        for (LayerNode node : tree.nodes()) {
            if (node.config() instanceof BatchNormalization && !node.isFrozen()) {
                estimates.add(new Estimate(node, parameters));
            }
        }
        if (estimates.isEmpty()) {
            return;
        }
        data.reset();
        if (!data.hasNext()) {
            throw Arguments.invalid("batches to estimate statistics from", "at least one", 0);
        }
        boolean done = false;
        try {
            while (data.hasNext()) {
                add(data.next(), network, estimates);
            }
            done = true;
        } finally {
            estimates.forEach(done ? Estimate::finish : Estimate::restore);
        }
    }

    private static void add(DataSet batch, Model network, List<Estimate> estimates) {
        estimates.forEach(Estimate::prepare);
        TrainingPass.run(
                network,
                batch.getFeatures(),
                batch.getLabels(),
                batch.getFeaturesMaskArray(),
                batch.getLabelsMaskArray());
        Map<String, INDArray> gradients = network.gradient().gradientForVariable();
        estimates.forEach(estimate -> estimate.add(gradients));
    }
}
