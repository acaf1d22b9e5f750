package io.github.dl4jregularizers.depth;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Computes one branch of a residual block: its body, or a shortcut with layers. What is dropped is not called. */
interface BodyRuntime {

    /** The way to compute these layers: one that knows them, or one after another. */
    static BodyRuntime of(List<Layer> layers) {
        Optional<FusedBody> fused = FusedLayers.body(layers);
        return fused.isPresent() ? fused.get() : new LayerByLayerBody(layers);
    }

    /** The array, or a copy, in the order in which the branch computes fastest. */
    INDArray ordered(INDArray array, ArrayType space, LayerWorkspaceMgr workspaces);

    /** The branch's output, the caller's to overwrite, in {@code ArrayType.ACTIVATIONS}; the input stays as it is. */
    INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces);

    /**
     * Writes the layers' gradient views. Epsilon stays as it is.
     *
     * @return dL/dinput, the caller's to overwrite, in {@code ArrayType.ACTIVATION_GRAD}; null if a layer lets no gradient
     *     through, as a frozen one
     */
    INDArray backward(INDArray epsilon, LayerWorkspaceMgr workspaces);

    /** Forgets what the forward pass kept; the layers themselves are cleared by the block. */
    void clear();
}
