package io.github.dl4jregularizers.residual;

import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.ConvolutionUtils;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Runtime of a {@link PaddedShortcut}: one copy between views, into zeros. */
final class PaddedShortcutRuntime extends AbstractLayer<PaddedShortcut> {

    private static final int[] ONE = {1, 1};

    PaddedShortcutRuntime(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        layerConf().requireFits(channels());
        INDArray output = workspaces.create(ArrayType.ACTIVATIONS, dataType, outputShape(), 'c');
        part(output, 1).assign(part(input, layerConf().stride()));
        return output;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        INDArray gradient = workspaces.create(ArrayType.ACTIVATION_GRAD, epsilon.dataType(), input.shape(), 'c');
        part(gradient, layerConf().stride()).assign(part(epsilon, 1));
        return new Pair<>(new DefaultGradient(), gradient);
    }

    private int channelAxis() {
        return layerConf().isChannelsLast() ? 3 : 1;
    }

    private long channels() {
        return input.size(channelAxis());
    }

    private long[] outputShape() {
        long[] shape = input.shape().clone();
        for (int axis = 1; axis < shape.length; axis++) {
            shape[axis] =
                    axis == channelAxis() ? layerConf().nOut() : layerConf().kept(shape[axis]);
        }
        return shape;
    }

    private INDArray part(INDArray maps, int step) {
        return part(maps, channelAxis(), channels(), step);
    }

    /** Views the first channels, with a step along rows and columns. ND4J refuses a step larger than the axis. */
    static INDArray part(INDArray maps, int channelAxis, long channels, int step) {
        INDArrayIndex[] part = {NDArrayIndex.all(), null, null, null};
        for (int axis = 1; axis < part.length; axis++) {
            part[axis] = axis == channelAxis
                    ? NDArrayIndex.interval(0, channels)
                    : NDArrayIndex.interval(0, Math.min(step, maps.size(axis)), maps.size(axis));
        }
        return maps.get(part);
    }

    @Override
    public Pair<INDArray, MaskState> feedForwardMaskArray(INDArray mask, MaskState state, int minibatchSize) {
        super.feedForwardMaskArray(mask, state, minibatchSize);
        if (mask == null) {
            return null;
        }
        int[] stride = {layerConf().stride(), layerConf().stride()};
        INDArray output =
                ConvolutionUtils.cnn2dMaskReduction(mask, ONE, stride, new int[] {0, 0}, ONE, ConvolutionMode.Same);
        return new Pair<>(output, state);
    }

    @Override
    public Type type() {
        return Type.CONVOLUTIONAL;
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }

    @Override
    public void clearNoiseWeightParams() {}
}
