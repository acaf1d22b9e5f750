package io.github.dl4jregularizers.transfer;

import io.github.dl4jregularizers.internal.dl4j.InferenceNormalization;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The runtime of {@link FrozenBatchNormalization}: DL4J's, with the gradient of a layer at inference. */
final class FrozenBatchNormalizationRuntime extends FrozenLayerWithBackprop {

    FrozenBatchNormalizationRuntime(Layer inside) {
        super(inside);
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        if (!InferenceNormalization.isIn(this)) {
            throw new IllegalStateException(
                    "FrozenBatchNormalization supports activations of rank 2 and 4, but got " + input().rank());
        }
        INDArray gradients = getInsideLayer().getGradientsViewArray();
        if (gradients != null) {
            gradients.assign(0);
        }
        return new Pair<>(new DefaultGradient(), InferenceNormalization.backward(this, epsilon, workspaces));
    }
}
