package io.github.dl4jregularizers.variational;

import java.util.Map;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Adds the noise of weights N(w, sigma^2) to the mean pre-activations. The state from the forward pass to the backward
 * pass lies in {@code ArrayType.INPUT}.
 */
interface WeightSampler {

    /**
     * Adds the noise in place.
     *
     * @param z mean pre-activations
     * @param draws sources of the noise
     */
    void perturb(INDArray input, INDArray z, LayerDraws draws, LayerWorkspaceMgr workspaces);

    /**
     * The backward pass of the noise. Adds to the gradients of the input and of {@code W}; writes that of {@code
     * logVariance}.
     *
     * @param delta gradient of the pre-activations
     */
    void backpropagate(
            INDArray input,
            INDArray delta,
            INDArray inputGradient,
            Map<String, INDArray> gradients,
            LayerWorkspaceMgr workspaces);

    /** The draws of the weights in the last {@link #perturb}; null if it drew none. */
    INDArray weightDraws();

    /** Drops the state. */
    void clear();
}
