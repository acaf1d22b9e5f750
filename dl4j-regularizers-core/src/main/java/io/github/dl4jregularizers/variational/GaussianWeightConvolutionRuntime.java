package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.internal.dl4j.BackwardArrays;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/** The runtime of {@link GaussianWeightConvolution}. Computes channels first in both data formats. */
final class GaussianWeightConvolutionRuntime extends ConvolutionLayer {

    private final transient GaussianWeights weights;

    GaussianWeightConvolutionRuntime(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
        weights = new GaussianWeights(
                this, new Convolution(layerConf()), layerConf().settings());
    }

    @Override
    public GaussianWeightConvolution layerConf() {
        return (GaussianWeightConvolution) super.layerConf();
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
        assertInputSet(false);
        validateInputRank();
        validateInputDepth(layerConf().getNIn());
        applyDropOutIfNecessary(training, workspaceMgr);
        input = BackwardArrays.in(workspaceMgr).castTo(ArrayType.INPUT, dataType, input, false);
        INDArray x = channelsFirst(input, ArrayType.FF_WORKING_MEM, workspaceMgr);
        InputType.InputTypeConvolutional out = (InputType.InputTypeConvolutional)
                layerConf().getOutputType(index, InputType.convolutional(x.size(2), x.size(3), x.size(1), format()));
        long[] shape = {x.size(0), out.getChannels(), out.getHeight(), out.getWidth()};
        INDArray output = training
                ? weights.sample(x, shape, draws(shape, workspaceMgr), workspaceMgr)
                : weights.infer(x, shape, workspaceMgr);
        return inFormat(output, ArrayType.ACTIVATIONS, workspaceMgr);
    }

    private LayerDraws draws(long[] shape, LayerWorkspaceMgr workspaceMgr) {
        return new LayerDraws(layerConf().noise(), dataType, workspaceMgr) {
            /** In the activations' format, so that keyed draws do not depend on the number of samples. */
            @Override
            INDArray ofPreactivations() {
                long[] drawn = isChannelsLast() ? new long[] {shape[0], shape[2], shape[3], shape[1]} : shape;
                return channelsFirst(gaussian(drawn), ArrayType.INPUT, BackwardArrays.in(workspaceMgr));
            }
        };
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
        assertInputSet(true);
        INDArray inputGradient = weights.backpropagate(
                channelsFirst(input, ArrayType.BP_WORKING_MEM, workspaceMgr),
                channelsFirst(epsilon, ArrayType.BP_WORKING_MEM, workspaceMgr),
                null,
                gradientViews,
                workspaceMgr);
        weights.addDivergence(gradientViews, workspaceMgr);
        Gradient gradient = new DefaultGradient();
        gradientViews.forEach(gradient::setGradientFor);
        return new Pair<>(
                gradient, backpropDropOutIfPresent(inFormat(inputGradient, ArrayType.ACTIVATION_GRAD, workspaceMgr)));
    }

    private CNN2DFormat format() {
        return layerConf().getCnn2dDataFormat();
    }

    private boolean isChannelsLast() {
        return format() == CNN2DFormat.NHWC;
    }

    /** In c order, as oneDNN's kernels require. */
    private INDArray channelsFirst(INDArray array, ArrayType type, LayerWorkspaceMgr workspaceMgr) {
        INDArray first = isChannelsLast() ? array.permute(0, 3, 1, 2) : array;
        boolean inOrder = Shape.hasDefaultStridesForShape(first) && first.ordering() == 'c';
        return inOrder ? first : workspaceMgr.dup(type, first, 'c');
    }

    private INDArray inFormat(INDArray array, ArrayType type, LayerWorkspaceMgr workspaceMgr) {
        return isChannelsLast() ? workspaceMgr.dup(type, array.permute(0, 2, 3, 1), 'c') : array;
    }

    @Override
    public double calcRegularizationScore(boolean backpropParamsOnly) {
        return super.calcRegularizationScore(backpropParamsOnly) + weights.divergenceScore();
    }

    @Override
    public void clear() {
        super.clear();
        weights.clear();
    }
}
