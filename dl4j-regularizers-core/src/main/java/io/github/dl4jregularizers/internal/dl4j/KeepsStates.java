package io.github.dl4jregularizers.internal.dl4j;

import java.util.Map;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A recurrent layer whose states are kept by the layer inside. */
public interface KeepsStates extends RecurrentLayer {

    /** Returns the layer that keeps the states. */
    RecurrentLayer recurrent();

    @Override
    default Map<String, INDArray> rnnGetPreviousState() {
        return recurrent().rnnGetPreviousState();
    }

    @Override
    default void rnnSetPreviousState(Map<String, INDArray> state) {
        recurrent().rnnSetPreviousState(state);
    }

    @Override
    default void rnnClearPreviousState() {
        recurrent().rnnClearPreviousState();
    }

    @Override
    default Map<String, INDArray> rnnGetTBPTTState() {
        return recurrent().rnnGetTBPTTState();
    }

    @Override
    default void rnnSetTBPTTState(Map<String, INDArray> state) {
        recurrent().rnnSetTBPTTState(state);
    }
}
