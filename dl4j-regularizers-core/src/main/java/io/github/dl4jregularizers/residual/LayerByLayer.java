package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.internal.backend.LayerRun;
import io.github.dl4jregularizers.internal.dl4j.BackwardArrays;
import io.github.dl4jregularizers.internal.dl4j.StepMemory;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs any layers one after another, as {@code MultiLayerNetwork} does. */
final class LayerByLayer implements LayerRun {

    private final List<Layer> layers;

    LayerByLayer(List<Layer> layers) {
        this.layers = layers;
        layers.forEach(layer -> layer.allowInputModification(true));
    }

    /** Copies the input for the first layer: an ActivationLayer overwrites it at inference, and the shortcut needs it. */
    @Override
    public INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
        INDArray copy = BackwardArrays.in(workspaces).dup(ArrayType.ACTIVATIONS, input, 'c');
        ArrayType results = training ? null : ArrayType.ACTIVATIONS;
        try (StepMemory memory = new StepMemory(workspaces, ArrayType.FF_WORKING_MEM, results)) {
            INDArray activations = copy;
            for (int i = 0; i < layers.size(); i++) {
                Layer layer = layers.get(i);
                INDArray in = activations;
                activations = memory.next(
                        i == layers.size() - 1, own -> layer.activate(in, training, BackwardArrays.in(own)));
            }
            return workspaces.leverageTo(ArrayType.ACTIVATIONS, activations);
        }
    }

    @Override
    public INDArray backward(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        INDArray copy = workspaces.dup(ArrayType.BP_WORKING_MEM, epsilon, 'c');
        try (StepMemory memory = new StepMemory(workspaces, ArrayType.BP_WORKING_MEM, ArrayType.ACTIVATION_GRAD)) {
            INDArray gradient = copy;
            for (int i = layers.size() - 1; i >= 0; i--) {
                if (gradient == null) {
                    Bodies.zeroGradients(layers.subList(0, i + 1));
                    return null;
                }
                Layer layer = layers.get(i);
                INDArray ofOutput = gradient;
                gradient = memory.next(
                        i == 0, own -> layer.backpropGradient(ofOutput, own).getSecond());
            }
            return gradient == null ? null : workspaces.leverageTo(ArrayType.ACTIVATION_GRAD, gradient);
        }
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
