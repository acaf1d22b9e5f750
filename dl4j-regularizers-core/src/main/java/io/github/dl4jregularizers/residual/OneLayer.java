package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.internal.backend.LayerRun;
import io.github.dl4jregularizers.internal.dl4j.BackwardArrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs one layer as DL4J does. The layer may overwrite its input. */
final class OneLayer implements LayerRun {

    private final Layer layer;

    OneLayer(Layer layer) {
        this.layer = layer;
        layer.allowInputModification(true);
    }

    @Override
    public INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
        return layer.activate(input, training, BackwardArrays.in(workspaces));
    }

    @Override
    public INDArray backward(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        return layer.backpropGradient(epsilon, workspaces).getSecond();
    }

    @Override
    public void clear() {
        // The composite layer clears the layer itself.
    }

    @Override
    public String toString() {
        return "as a layer";
    }
}
