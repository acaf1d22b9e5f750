package io.github.dl4jregularizers.variational;

import java.util.Map;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The divergence of weights N(w, sigma^2) from a prior, and the pruning that follows from it. */
interface PriorDivergence {

    /**
     * The divergence, summed over the weights.
     *
     * @param draws standard normal draws of the weights' shape; ignored unless {@link #isSampled()}
     */
    double value(INDArray weights, INDArray logVariance, INDArray draws);

    /**
     * Adds the derivatives, times a factor, to the gradients of {@code W} and {@code logVariance}.
     *
     * @param draws as in {@link #value}
     */
    void addDerivatives(
            INDArray weights,
            INDArray logVariance,
            INDArray draws,
            double factor,
            Map<String, INDArray> gradients,
            LayerWorkspaceMgr workspaces);

    /** Tests whether the divergence is estimated from draws of the weights. Default: it is exact. */
    default boolean isSampled() {
        return false;
    }

    /**
     * The factors by which inference multiplies the weights. Default: all weights are kept.
     *
     * @param out of the weights' shape; written and returned
     * @return 1 for each weight that is kept, and 0 otherwise; null if all are kept
     */
    default INDArray kept(INDArray weights, INDArray logVariance, INDArray out) {
        return null;
    }
}
