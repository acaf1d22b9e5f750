package io.github.dl4jregularizers.depth;

import io.github.dl4jregularizers.internal.BackwardArrays;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs any layers one after another, as {@code MultiLayerNetwork} does. */
final class LayerByLayerBody implements BodyRuntime {

    private final List<Layer> layers;

    LayerByLayerBody(List<Layer> layers) {
        this.layers = layers;
        layers.forEach(layer -> layer.allowInputModification(true));
    }

    @Override
    public INDArray ordered(INDArray array, ArrayType space, LayerWorkspaceMgr workspaces) {
        return array;
    }

    /** The first layer has a copy: an ActivationLayer overwrites its input at inference, and the shortcut needs it. */
    @Override
    public INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
        LayerWorkspaceMgr ofLayers = BackwardArrays.in(workspaces);
        INDArray activations = PassKernel.usualCopy(input, ArrayType.ACTIVATIONS, ofLayers);
        for (Layer layer : layers) {
            activations = layer.activate(activations, training, ofLayers);
        }
        return workspaces.leverageTo(ArrayType.ACTIVATIONS, activations);
    }

    @Override
    public INDArray backward(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        INDArray gradient = PassKernel.usualCopy(epsilon, ArrayType.BP_WORKING_MEM, workspaces);
        for (int i = layers.size() - 1; i >= 0; i--) {
            if (gradient != null) {
                gradient = layers.get(i).backpropGradient(gradient, workspaces).getSecond();
            } else {
                BodyRuntime.zeroGradients(layers.subList(0, i + 1));
                return null;
            }
        }
        return gradient == null ? null : workspaces.leverageTo(ArrayType.ACTIVATION_GRAD, gradient);
    }

    @Override
    public void clear() {
        // Nothing is kept here.
    }

    @Override
    public String toString() {
        return "layer by layer";
    }
}
