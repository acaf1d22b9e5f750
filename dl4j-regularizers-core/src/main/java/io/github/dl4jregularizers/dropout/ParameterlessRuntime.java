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
 * Runtime of a noise layer without parameters. Results are new arrays: neighboring layers may overwrite them.
 *
 * @param <C> configuration
 */
abstract class ParameterlessRuntime<C extends Layer> extends AbstractLayer<C> {

    private boolean trained;

    ParameterlessRuntime(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
    }

    /** Computes the forward pass in training; the input has the network's type. */
    abstract INDArray train(INDArray input, LayerWorkspaceMgr workspaceMgr);

    /** Computes the forward pass at inference; the input has the network's type. */
    abstract INDArray infer(INDArray input, LayerWorkspaceMgr workspaceMgr);

    /** Computes the gradient of the last {@link #train}. */
    abstract INDArray trainingGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr);

    /** Computes the gradient of the last {@link #infer}, for frozen layers. */
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
