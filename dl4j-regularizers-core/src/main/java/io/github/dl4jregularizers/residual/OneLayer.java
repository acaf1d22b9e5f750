package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.internal.backend.LayerRun;
import io.github.dl4jregularizers.internal.dl4j.BackwardArrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.layers.feedforward.PReLU;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs one layer as DL4J does. The layer may overwrite its input, unless {@link #preserveInput} forbids it. */
final class OneLayer implements LayerRun {

    private final Layer layer;

    OneLayer(Layer layer) {
        this.layer = layer;
        layer.allowInputModification(true);
    }

    /**
     * Forbids the layer to overwrite its input.
     *
     * @return false if the layer may do so all the same, as DL4J's layers without parameters do at inference
     */
    boolean preserveInput() {
        boolean preserves = layer instanceof BaseLayer && !(layer instanceof PReLU);
        layer.allowInputModification(!preserves);
        return preserves;
    }

    /** Returns false wherever an activation function may overwrite epsilon. */
    boolean preservesEpsilon() {
        return layer instanceof BatchNormalization
                || layer instanceof ConvolutionLayer
                        && ((ConvolutionLayer) layer).layerConf().getActivationFn() instanceof ActivationIdentity;
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
        // The composite layer clears its layers.
    }

    @Override
    public String toString() {
        return "as a layer";
    }
}
