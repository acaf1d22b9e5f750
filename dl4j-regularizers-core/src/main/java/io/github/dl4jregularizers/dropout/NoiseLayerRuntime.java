package io.github.dl4jregularizers.dropout;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link NoiseLayer} in a network. Always gives arrays of its own: the layers around it may write into what they got. */
final class NoiseLayerRuntime extends AbstractLayer<NoiseLayer> {

    private final IDropout noise;
    private boolean applied;

    NoiseLayerRuntime(NeuralNetConfiguration conf, DataType dataType, IDropout noise) {
        super(conf, dataType);
        this.noise = noise;
        if (noise instanceof MaskedDropout) {
            ((MaskedDropout) noise).expectGradientInSameLayout();
        }
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
        assertInputSet(false);
        applied = training;
        if (!training) {
            return workspaceMgr.castTo(ArrayType.ACTIVATIONS, dataType, input, true);
        }
        INDArray typed = workspaceMgr.castTo(ArrayType.INPUT, dataType, input, false);
        INDArray output =
                workspaceMgr.createUninitialized(ArrayType.ACTIVATIONS, dataType, input.shape(), input.ordering());
        return noise.applyDropout(typed, output, iterationCount, epochCount, workspaceMgr);
    }

    /** After a forward pass without noise, as a frozen layer makes it, the layer was the identity. */
    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
        if (!applied) {
            return new Pair<>(new DefaultGradient(), workspaceMgr.dup(ArrayType.ACTIVATION_GRAD, epsilon));
        }
        INDArray gradient = workspaceMgr.createUninitialized(
                ArrayType.ACTIVATION_GRAD, epsilon.dataType(), epsilon.shape(), epsilon.ordering());
        gradient = noise.backprop(epsilon, gradient, iterationCount, epochCount);
        return new Pair<>(new DefaultGradient(), gradient);
    }

    @Override
    public void clear() {
        super.clear();
        noise.clear();
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }

    @Override
    public void clearNoiseWeightParams() {}
}
