package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.internal.dl4j.BackwardArrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The runtime of {@link LearnedGaussianDropout}. Keeps sqrt(alpha) eps from the forward to the backward pass. */
final class LearnedGaussianDropoutRuntime extends ChannelwiseRuntime<LearnedGaussianDropout> {

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
        INDArray alpha = Transforms.sigmoid(parameter()).muli(layerConf().maxAlpha());
        INDArray deviation = Transforms.sqrt(alpha, false);
        Nd4j.exec(new MulOp(noise, alongChannels(deviation), noise));
        return times(input, noise, ArrayType.ACTIVATIONS, workspaceMgr).addi(input);
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
        assertInputSet(true);
        INDArray slope = Transforms.sigmoid(parameter().neg(), false);
        INDArray logAlpha = logAlpha();
        INDArray penaltySlope = LogAlpha.derivative(logAlpha, logAlpha.ulike(), logAlpha.ulike())
                .muli(slope)
                .muli(klWeight());
        if (noise == null) {
            return gradients(slope.muli(0), penaltySlope, workspaceMgr.dup(ArrayType.ACTIVATION_GRAD, epsilon, 'c'));
        }
        INDArray inputGradient = times(epsilon, noise, ArrayType.ACTIVATION_GRAD, workspaceMgr);
        INDArray product = times(inputGradient, input, ArrayType.BP_WORKING_MEM, workspaceMgr);
        INDArray byLogAlpha = sumOverPositions(product).sum(0).muli(0.5);
        noise = null;
        return gradients(byLogAlpha.muli(slope), penaltySlope, inputGradient.addi(epsilon));
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
        INDArray logAlpha = Transforms.softPlus(parameter().neg(), false);
        return LogAlpha.clip(logAlpha.rsubi(Math.log(layerConf().maxAlpha())));
    }

    @Override
    public void clear() {
        super.clear();
        noise = null;
    }
}
