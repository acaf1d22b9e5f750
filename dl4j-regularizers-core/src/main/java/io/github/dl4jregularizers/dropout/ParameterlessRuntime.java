package io.github.dl4jregularizers.dropout;

import io.github.dl4jregularizers.internal.dl4j.BackwardArrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer without parameters in a network, of noise in training. Always gives arrays of its own: the layers around it may
 * write into what they got.
 *
 * @param <C> its configuration
 */
abstract class ParameterlessRuntime<C extends Layer> extends AbstractLayer<C> {

    private boolean trained;

    ParameterlessRuntime(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
    }

    /** The forward pass in training, of an input of the network's type. */
    abstract INDArray train(INDArray input, LayerWorkspaceMgr workspaceMgr);

    /** The forward pass at inference, of an input of the network's type. */
    abstract INDArray infer(INDArray input, LayerWorkspaceMgr workspaceMgr);

    /** The gradient of the last {@link #train}. */
    abstract INDArray trainingGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr);

    /** The gradient of the last {@link #infer}, for layers that a frozen layer runs without noise. */
    abstract INDArray inferenceGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr);

    @Override
    public final INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
        assertInputSet(false);
        trained = training;
        INDArray typed = BackwardArrays.in(workspaceMgr).castTo(ArrayType.INPUT, dataType, input, false);
        return training ? train(typed, workspaceMgr) : infer(typed, workspaceMgr);
    }

    @Override
    public final Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
        INDArray gradient =
                trained ? trainingGradient(epsilon, workspaceMgr) : inferenceGradient(epsilon, workspaceMgr);
        return new Pair<>(new DefaultGradient(), gradient);
    }

    @Override
    public final boolean isPretrainLayer() {
        return false;
    }

    @Override
    public final void clearNoiseWeightParams() {}
}
