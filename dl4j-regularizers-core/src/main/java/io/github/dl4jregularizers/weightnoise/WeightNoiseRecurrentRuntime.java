package io.github.dl4jregularizers.weightnoise;

import io.github.dl4jregularizers.internal.dl4j.KeepsStates;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link WeightNoiseRuntime} around a recurrent layer: one draw per pass, shared by all time steps. */
class WeightNoiseRecurrentRuntime extends WeightNoiseRuntime implements KeepsStates {

    private final RecurrentLayer recurrent;

    WeightNoiseRecurrentRuntime(
            WeightNoiseLayer configuration, NeuralNetConfiguration conf, RecurrentLayer underlying) {
        super(configuration, conf, underlying);
        this.recurrent = underlying;
    }

    @Override
    public INDArray rnnTimeStep(INDArray input, LayerWorkspaceMgr workspaceMgr) {
        return forward(false, workspaceMgr, () -> recurrent.rnnTimeStep(input, workspaceMgr));
    }

    @Override
    public INDArray rnnActivateUsingStoredState(
            INDArray input, boolean training, boolean storeLastForTbptt, LayerWorkspaceMgr workspaceMgr) {
        return forward(
                training,
                workspaceMgr,
                () -> recurrent.rnnActivateUsingStoredState(input, training, storeLastForTbptt, workspaceMgr));
    }

    @Override
    public Pair<Gradient, INDArray> tbpttBackpropGradient(
            INDArray epsilon, int tbpttBackLength, LayerWorkspaceMgr workspaceMgr) {
        return backward(() -> recurrent.tbpttBackpropGradient(epsilon, tbpttBackLength, workspaceMgr));
    }

    @Override
    public RecurrentLayer recurrent() {
        return recurrent;
    }
}
