package io.github.dl4jregularizers.depth;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Computes layers one after another: the body of a residual block, its shortcut, a {@link LayerSequence}. */
interface BodyRuntime {

    /** The way to compute these layers: blocks by themselves, others between them together. */
    static BodyRuntime of(List<Layer> layers) {
        List<List<Layer>> groups = new ArrayList<>();
        boolean isGroupOpen = false;
        for (Layer layer : layers) {
            boolean isBlock = layer instanceof ResidualBlockRuntime;
            if (isBlock || !isGroupOpen) {
                groups.add(new ArrayList<>());
            }
            groups.get(groups.size() - 1).add(layer);
            isGroupOpen = !isBlock;
        }
        return groups.size() == 1 ? ofGroup(layers, true) : new BranchSteps(groups);
    }

    /**
     * One block; or layers that are none: by a way that knows them, or one after another.
     *
     * @param isLast whether no other group follows, which would leave the output as it is
     */
    static BodyRuntime ofGroup(List<Layer> layers, boolean isLast) {
        if (layers.get(0) instanceof ResidualBlockRuntime) {
            return new BlockStep((ResidualBlockRuntime) layers.get(0), isLast);
        }
        Optional<FusedBody> fused = FusedLayers.body(layers);
        return fused.isPresent() ? fused.get() : new LayerByLayerBody(layers);
    }

    /** Sets the layers' gradient views to 0. */
    static void zeroGradients(List<Layer> layers) {
        for (Layer layer : layers) {
            if (layer.numParams() > 0) {
                layer.getGradientsViewArray().assign(0);
            }
        }
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
