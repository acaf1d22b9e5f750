package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.BackwardArrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The runtime of {@link GaussianWeightDense}. */
final class GaussianWeightDenseRuntime extends BaseLayer<GaussianWeightDense> {

    private final transient GaussianWeights weights;

    GaussianWeightDenseRuntime(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
        weights = new GaussianWeights(this, new MatrixProduct(), layerConf().settings());
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
        assertInputSet(false);
        applyDropOutIfNecessary(training, workspaceMgr);
        input = BackwardArrays.in(workspaceMgr).castTo(ArrayType.INPUT, dataType, input, false);
        long[] shape = {input.size(0), layerConf().getNOut()};
        Arguments.shape("input of layer \"" + layerConf().getLayerName() + "\"", input.shape(), new long[] {
            shape[0], layerConf().getNIn()
        });
        INDArray output = training
                ? weights.sample(input, shape, draws(shape, workspaceMgr), workspaceMgr)
                : weights.infer(input, shape, workspaceMgr);
        if (maskArray != null) {
            applyMask(output);
        }
        return output;
    }

    private LayerDraws draws(long[] shape, LayerWorkspaceMgr workspaceMgr) {
        return new LayerDraws(layerConf().noise(), dataType, workspaceMgr) {
            @Override
            INDArray ofPreactivations() {
                return gaussian(shape);
            }
        };
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
        assertInputSet(true);
        INDArray inputGradient = weights.backpropagate(input, epsilon, maskArray, gradientViews, workspaceMgr);
        weights.addDivergence(gradientViews, workspaceMgr);
        Gradient gradient = new DefaultGradient();
        gradientViews.forEach(gradient::setGradientFor);
        return new Pair<>(gradient, backpropDropOutIfPresent(inputGradient));
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

    @Override
    public boolean hasBias() {
        return layerConf().hasBias();
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }
}
