package io.github.dl4jregularizers.inference;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link TrainingModeLayer} in a network. */
final class TrainingModeRuntime extends BaseWrapperLayer {

    TrainingModeRuntime(Layer underlying) {
        super(underlying);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        return underlying.activate(true, workspaces);
    }

    @Override
    public INDArray activate(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
        return underlying.activate(input, true, workspaces);
    }
}
