package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.internal.Clip;
import io.github.dl4jregularizers.internal.dl4j.BackwardArrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The runtime of {@link L0Gates}. Keeps the gates from the forward to the backward pass. */
final class L0GatesRuntime extends ChannelwiseRuntime<L0Gates> {

    private transient INDArray gates;
    private transient boolean drawn;

    L0GatesRuntime(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
        assertInputSet(false);
        applyDropOutIfNecessary(training, workspaceMgr);
        LayerWorkspaceMgr kept = BackwardArrays.in(workspaceMgr);
        input = kept.castTo(ArrayType.INPUT, dataType, input, false);
        drawn = training;
        if (training) {
            long rows = layerConf().drawsPerExample() ? input.size(0) : 1;
            gates = kept.createUninitialized(
                    ArrayType.INPUT, dataType, new long[] {rows, layerConf().getNIn()}, 'c');
            layerConf().noise().uniform(gates, 0, 1);
            layerConf().concrete().sample(gates, parameter());
        } else {
            gates = layerConf().concrete().withoutNoise(kept.dup(ArrayType.INPUT, parameter(), 'c'));
        }
        return times(input, alongChannels(gates), ArrayType.ACTIVATIONS, workspaceMgr);
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
        assertInputSet(true);
        INDArray inputGradient = times(epsilon, alongChannels(gates), ArrayType.ACTIVATION_GRAD, workspaceMgr);
        INDArray byGate = sumOverPositions(times(epsilon, input, ArrayType.BP_WORKING_MEM, workspaceMgr));
        INDArray rows = gates.reshape(-1, layerConf().getNIn());
        INDArray byLogAlpha =
                layerConf().concrete().byLogAlpha(byGate, rows, drawn).sum(0);
        INDArray open = layerConf().concrete().openProbability(parameter());
        INDArray penaltySlope = open.rsub(1).muli(open).muli(price());
        gates = null;
        return gradients(byLogAlpha, penaltySlope, inputGradient);
    }

    @Override
    public double calcRegularizationScore(boolean backpropParamsOnly) {
        INDArray open = layerConf().concrete().openProbability(parameter());
        return super.calcRegularizationScore(backpropParamsOnly)
                + price() * open.sumNumber().doubleValue();
    }

    /** Returns the score of an open gate. */
    private double price() {
        return layerConf().price(getIterationCount(), getEpochCount());
    }

    /** DL4J calls this after every update. */
    @Override
    public void applyConstraints(int iteration, int epoch) {
        super.applyConstraints(iteration, epoch);
        Clip.inPlace(parameter(), -HardConcrete.BOUND, HardConcrete.BOUND);
    }

    @Override
    public void clear() {
        super.clear();
        gates = null;
    }
}
