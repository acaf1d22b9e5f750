package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.internal.backend.LayerRun;
import io.github.dl4jregularizers.internal.dl4j.InferenceNormalization;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Forward pass at inference, layer by layer, that a backward pass follows: inside {@code FrozenLayerWithBackprop}.
 * Keeps each layer's input outside workspaces, because an ordinary inference pass releases or overwrites it.
 */
final class InferenceRun implements LayerRun {

    private static final LayerWorkspaceMgr UNMANAGED = LayerWorkspaceMgr.noWorkspacesImmutable();

    private final List<Layer> layers;
    private final List<INDArray> inputs = new ArrayList<>();

    InferenceRun(List<Layer> layers) {
        this.layers = layers;
    }

    /**
     * Computes the output.
     *
     * @throws IllegalArgumentException in training
     */
    @Override
    public INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
        if (training) {
            throw new IllegalArgumentException("training must be false, but was true");
        }
        clear();
        INDArray activations = input;
        for (Layer layer : layers) {
            inputs.add(activations.dup('c'));
            activations = layer.activate(activations.dup('c'), false, UNMANAGED);
        }
        return activations;
    }

    @Override
    public INDArray backward(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        INDArray gradient = workspaces.dup(ArrayType.BP_WORKING_MEM, epsilon, 'c');
        for (int i = layers.size() - 1; i >= 0 && gradient != null; i--) {
            Layer layer = layers.get(i);
            layer.setInput(inputs.get(i), UNMANAGED);
            gradient = InferenceNormalization.isIn(layer)
                    ? InferenceNormalization.backward(layer, gradient, workspaces)
                    : layer.backpropGradient(gradient, workspaces).getSecond();
        }
        Bodies.zeroGradients(layers);
        return gradient == null ? null : workspaces.leverageTo(ArrayType.ACTIVATION_GRAD, gradient);
    }

    @Override
    public void clear() {
        inputs.clear();
    }
}
