package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.internal.composite.RecurrentInnerLayer.State;
import java.util.Map;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runtime of a block with recurrent layers: passes through the block use and store their states. */
interface RecurrentBlock extends RecurrentLayer {

    RecurrentStates states();

    @Override
    default INDArray rnnTimeStep(INDArray in, LayerWorkspaceMgr workspaces) {
        return states().with(State.TIME_STEP, 0, () -> activate(in, false, workspaces));
    }

    @Override
    default INDArray rnnActivateUsingStoredState(
            INDArray in, boolean training, boolean storeLastForTbptt, LayerWorkspaceMgr workspaces) {
        State state = storeLastForTbptt ? State.TRUNCATED : State.STORED;
        return states().with(state, 0, () -> activate(in, training, workspaces));
    }

    @Override
    default Pair<Gradient, INDArray> tbpttBackpropGradient(
            INDArray epsilon, int tbpttBackLength, LayerWorkspaceMgr workspaces) {
        return states().with(State.TRUNCATED, tbpttBackLength, () -> backpropGradient(epsilon, workspaces));
    }

    @Override
    default Map<String, INDArray> rnnGetPreviousState() {
        return states().get(RecurrentLayer::rnnGetPreviousState);
    }

    @Override
    default void rnnSetPreviousState(Map<String, INDArray> values) {
        states().set(values, RecurrentLayer::rnnSetPreviousState);
    }

    /** DL4J calls this for every layer, with or without state. */
    @Override
    default void rnnClearPreviousState() {
        states().clear();
    }

    @Override
    default Map<String, INDArray> rnnGetTBPTTState() {
        return states().get(RecurrentLayer::rnnGetTBPTTState);
    }

    @Override
    default void rnnSetTBPTTState(Map<String, INDArray> values) {
        states().set(values, RecurrentLayer::rnnSetTBPTTState);
    }
}
