package io.github.dl4jregularizers.internal.backend;

import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Forward and backward pass through layers in sequence. For one thread at a time. */
public interface LayerRun {

    /**
     * Computes the output. The input stays unchanged.
     *
     * @param input of the first layer, in the layers' data type
     * @param training whether a backward pass may follow, and batch statistics and noise are used
     * @param workspaces of the call
     * @return the output, in {@code ArrayType.ACTIVATIONS} and c order; the caller may overwrite it
     */
    INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces);

    /**
     * Computes the gradients of the last forward pass, and writes the layers' gradient views. Epsilon stays unchanged.
     *
     * @param epsilon dL/doutput
     * @param workspaces of the call
     * @return dL/dinput in {@code ArrayType.ACTIVATION_GRAD}, which the caller may overwrite; null if a layer lets no
     *     gradient through, as a frozen one
     */
    INDArray backward(INDArray epsilon, LayerWorkspaceMgr workspaces);

    /** Releases the arrays that the forward pass kept. */
    void clear();
}
