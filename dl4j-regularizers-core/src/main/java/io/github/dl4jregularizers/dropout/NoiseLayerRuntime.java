package io.github.dl4jregularizers.dropout;

import io.github.dl4jregularizers.internal.backend.MultiplicativeNoise;
import io.github.dl4jregularizers.internal.dl4j.ParameterlessRuntime;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runtime of a {@link NoiseLayer}. */
final class NoiseLayerRuntime extends ParameterlessRuntime<NoiseLayer> implements MultiplicativeNoise {

    private final IDropout noise;

    NoiseLayerRuntime(NeuralNetConfiguration conf, DataType dataType, IDropout noise) {
        super(conf, dataType);
        this.noise = noise;
        if (noise instanceof MaskedDropout) {
            ((MaskedDropout) noise).expectGradientInSameLayout();
        }
    }

    @Override
    protected INDArray train(INDArray input, LayerWorkspaceMgr workspaceMgr) {
        INDArray output =
                workspaceMgr.createUninitialized(ArrayType.ACTIVATIONS, dataType, input.shape(), input.ordering());
        return noise.applyDropout(input, output, iterationCount, epochCount, workspaceMgr);
    }

    @Override
    public Sharing sharing() {
        return noise instanceof MaskedDropout ? sharing(((MaskedDropout) noise).maskShape()) : Sharing.UNKNOWN;
    }

    private static Sharing sharing(MaskShape shape) {
        switch (shape) {
            case PER_ELEMENT:
                return Sharing.NONE;
            case PER_CHANNEL:
                return Sharing.CHANNEL;
            case PER_EXAMPLE:
                return Sharing.EXAMPLE;
            default:
                return Sharing.UNKNOWN;
        }
    }

    @Override
    public DataFormat format() {
        MaskedDropout dropout = (MaskedDropout) noise;
        return dropout.dependsOnFormat() ? dropout.dataFormat() : null;
    }

    @Override
    public INDArray draw(long[] activations, LayerWorkspaceMgr workspaces) {
        return ((MaskedDropout) noise).draw(activations, dataType, 'c', iterationCount, epochCount, workspaces);
    }

    @Override
    protected INDArray infer(INDArray input, LayerWorkspaceMgr workspaceMgr) {
        return workspaceMgr.dup(ArrayType.ACTIVATIONS, input);
    }

    @Override
    protected INDArray trainingGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
        INDArray gradient = workspaceMgr.createUninitialized(
                ArrayType.ACTIVATION_GRAD, epsilon.dataType(), epsilon.shape(), epsilon.ordering());
        return noise.backprop(epsilon, gradient, iterationCount, epochCount);
    }

    @Override
    protected INDArray inferenceGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
        return workspaceMgr.dup(ArrayType.ACTIVATION_GRAD, epsilon);
    }

    @Override
    public void clear() {
        super.clear();
        noise.clear();
    }
}
