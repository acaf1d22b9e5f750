package io.github.dl4jregularizers.transfer;

import io.github.dl4jregularizers.internal.dl4j.InferenceNormalization;
import io.github.dl4jregularizers.internal.dl4j.WrappedRuntime;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The runtime of {@link FrozenBatchNormalization}: computes as at inference, and updates nothing. */
final class FrozenBatchNormalizationRuntime extends WrappedRuntime {

    FrozenBatchNormalizationRuntime(NeuralNetConfiguration whole, Layer inside) {
        super(whole, inside);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        return underlying.activate(false, workspaces);
    }

    @Override
    public INDArray activate(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
        return underlying.activate(input, false, workspaces);
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        if (!InferenceNormalization.isIn(underlying)) {
            throw new IllegalStateException(
                    "FrozenBatchNormalization supports activations of rank 2 and 4, but got " + input().rank());
        }
        INDArray gradients = underlying.getGradientsViewArray();
        if (gradients != null) {
            gradients.assign(0);
        }
        return new Pair<>(new DefaultGradient(), InferenceNormalization.backward(underlying, epsilon, workspaces));
    }

    @Override
    public double calcRegularizationScore(boolean onlyTrained) {
        return 0;
    }

    @Override
    public void applyConstraints(int iteration, int epoch) {
        // a fixed layer has no update to constrain
    }
}
