package io.github.dl4jregularizers.optimizer;

import java.util.Set;
import java.util.TreeSet;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The update of parameters with gradient 0: only decay. */
public final class Updates {

    private Updates() {}

    public static BaseMultiLayerUpdater<?> updater(Model network) {
        return network instanceof ComputationGraph
                ? ((ComputationGraph) network).getUpdater()
                : (BaseMultiLayerUpdater<?>) ((MultiLayerNetwork) network).getUpdater();
    }

    /** Fills all parameters with numbers in [1, 2) and updates once; external gradients take DL4J's other path. */
    public static INDArray ofZeroGradients(Model network, boolean external) {
        network.params().assign(Nd4j.rand(network.params().shape()).addi(1));
        INDArray view = updater(network).getFlattenedGradientsView();
        INDArray used = external ? view.dup() : view;
        used.assign(0);
        Gradient gradient = new DefaultGradient(used);
        updater(network).update(gradient, 0, 0, 1, LayerWorkspaceMgr.noWorkspaces());
        return used.reshape(used.length());
    }

    /** The parameters that shrink by exactly the given share; fails if any other update is neither that nor 0. */
    public static Set<String> shrinkingBy(double share, Model network, boolean external) {
        INDArray update = ofZeroGradients(network, external);
        INDArray expected = network.params().reshape(network.params().length()).mul(share);
        Set<String> shrinking = new TreeSet<>();
        long from = 0;
        for (String key : network.paramTable().keySet()) {
            long to = from + network.paramTable().get(key).length();
            for (long i = from; i < to; i++) {
                if (update.getDouble(i) != 0) {
                    shrinking.add(key);
                }
            }
            for (long i = from; i < to; i++) {
                double wanted = shrinking.contains(key) ? expected.getDouble(i) : 0;
                if (Math.abs(update.getDouble(i) - wanted) > 1e-6 * Math.abs(wanted)) {
                    throw new AssertionError(key + " changes by " + update.getDouble(i) + ", not by " + wanted);
                }
            }
            from = to;
        }
        return shrinking;
    }
}
