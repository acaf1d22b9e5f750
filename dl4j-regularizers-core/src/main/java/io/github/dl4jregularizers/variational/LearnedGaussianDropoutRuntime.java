package io.github.dl4jregularizers.variational;

import static io.github.dl4jregularizers.variational.LogitParamInitializer.LOGIT_KEY;

import io.github.dl4jregularizers.internal.BackwardArrays;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The runtime of {@link LearnedGaussianDropout}. Keeps sqrt(alpha) eps between the passes. */
final class LearnedGaussianDropoutRuntime extends BaseLayer<LearnedGaussianDropout> {

    private transient INDArray noise;

    LearnedGaussianDropoutRuntime(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
        assertInputSet(false);
        noise = null;
        applyDropOutIfNecessary(training, workspaceMgr);
        input = BackwardArrays.in(workspaceMgr).castTo(ArrayType.INPUT, dataType, input, false);
        if (!training) {
            return workspaceMgr.dup(ArrayType.ACTIVATIONS, input, 'c');
        }
        noise = BackwardArrays.in(workspaceMgr).createUninitialized(ArrayType.INPUT, dataType, input.shape(), 'c');
        layerConf().noise().gaussian(noise, 0, 1);
        INDArray alpha =
                Transforms.sigmoid(params.get(LOGIT_KEY)).muli(layerConf().maxAlpha());
        INDArray deviation = Transforms.sqrt(alpha, false);
        Nd4j.exec(new MulOp(noise, alongChannels(deviation), noise));
        return timesNoise(input, ArrayType.ACTIVATIONS, workspaceMgr).addi(input);
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
        assertInputSet(true);
        INDArray inputGradient;
        INDArray gradient = gradientViews.get(LOGIT_KEY);
        INDArray logAlpha = logAlpha();
        INDArray byLogAlpha = LogAlpha.derivative(logAlpha, logAlpha.ulike(), logAlpha.ulike());
        byLogAlpha.muli(klWeight() * (conf.isMiniBatch() ? input.size(0) : 1));
        if (noise == null) {
            inputGradient = workspaceMgr.dup(ArrayType.ACTIVATION_GRAD, epsilon, 'c');
        } else {
            inputGradient = timesNoise(epsilon, ArrayType.ACTIVATION_GRAD, workspaceMgr);
            INDArray product = workspaceMgr.dup(ArrayType.BP_WORKING_MEM, inputGradient, 'c');
            byLogAlpha.addi(sumOfChannels(product.muli(input)).muli(0.5));
            inputGradient.addi(epsilon);
            noise = null;
        }
        INDArray slope = Transforms.sigmoid(params.get(LOGIT_KEY).neg(), false);
        gradient.assign(byLogAlpha.muli(slope));
        Gradient table = new DefaultGradient();
        table.setGradientFor(LOGIT_KEY, gradient);
        return new Pair<>(table, backpropDropOutIfPresent(inputGradient));
    }

    @Override
    public double calcRegularizationScore(boolean backpropParamsOnly) {
        return super.calcRegularizationScore(backpropParamsOnly) + klWeight() * LogAlpha.divergence(logAlpha());
    }

    private double klWeight() {
        return layerConf().klWeight().at(getIterationCount(), getEpochCount());
    }

    /** log(maxAlpha) + log sigmoid(rho), a new array. */
    private INDArray logAlpha() {
        INDArray logAlpha = Transforms.softPlus(params.get(LOGIT_KEY).neg(), false);
        return LogAlpha.clip(logAlpha.rsubi(Math.log(layerConf().maxAlpha())));
    }

    private INDArray timesNoise(INDArray array, ArrayType type, LayerWorkspaceMgr workspaceMgr) {
        INDArray product = workspaceMgr.createUninitialized(type, dataType, noise.shape(), 'c');
        Nd4j.exec(new MulOp(noise, array, product));
        return product;
    }

    private int channelAxis() {
        return layerConf().isChannelsLast() ? input.rank() - 1 : 1;
    }

    private INDArray alongChannels(INDArray vector) {
        long[] shape = new long[input.rank()];
        Arrays.fill(shape, 1);
        shape[channelAxis()] = vector.length();
        return vector.reshape(shape);
    }

    private INDArray sumOfChannels(INDArray array) {
        return array.swapAxes(0, channelAxis())
                .reshape('c', layerConf().getNIn(), -1)
                .sum(1);
    }

    @Override
    public void clear() {
        super.clear();
        noise = null;
    }

    @Override
    public boolean hasBias() {
        return false;
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }
}
