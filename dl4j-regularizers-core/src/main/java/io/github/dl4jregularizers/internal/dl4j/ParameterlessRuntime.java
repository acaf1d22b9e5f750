package io.github.dl4jregularizers.internal.dl4j;

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
 * Runtime of a layer without parameters that acts in training. Results are new arrays: neighboring layers may
 * overwrite them.
 *
 * @param <C> configuration
 */
public abstract class ParameterlessRuntime<C extends Layer> extends AbstractLayer<C> {

    private boolean trained;

    /**
     * For subclasses.
     *
     * @param conf with the layer
     * @param dataType of the network
     */
    protected ParameterlessRuntime(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
    }

    /**
     * Computes the forward pass in training.
     *
     * @param input of the network's type
     * @param workspaceMgr of the pass
     * @return a new array
     */
    protected abstract INDArray train(INDArray input, LayerWorkspaceMgr workspaceMgr);

    /**
     * Computes the forward pass at inference.
     *
     * @param input of the network's type
     * @param workspaceMgr of the pass
     * @return a new array
     */
    protected abstract INDArray infer(INDArray input, LayerWorkspaceMgr workspaceMgr);

    /**
     * Computes the gradient of the last {@link #train}.
     *
     * @param epsilon gradient with respect to the output
     * @param workspaceMgr of the pass
     * @return gradient with respect to the input
     */
    protected abstract INDArray trainingGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr);

    /**
     * Computes the gradient of the last {@link #infer}, for frozen layers.
     *
     * @param epsilon gradient with respect to the output
     * @param workspaceMgr of the pass
     * @return gradient with respect to the input
     */
    protected abstract INDArray inferenceGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr);

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
