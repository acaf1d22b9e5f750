package io.github.dl4jregularizers.internal.composite;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Recurrent layer inside a block. The block selects how each pass uses the state. */
public final class RecurrentInnerLayer extends BaseWrapperLayer {

    /** Use of the state in a pass. */
    public enum State {
        /** Starts without state. */
        NONE,
        /** Continues from the last time step, and stores the new state. */
        TIME_STEP,
        /** Continues from the previous segment, and leaves its state stored. */
        STORED,
        /** Continues from the previous segment, and stores the new state. */
        TRUNCATED
    }

    private State state = State.NONE;
    private int backwardSteps;

    private RecurrentInnerLayer(Layer underlying) {
        super(underlying);
    }

    /** Wraps a layer that is or contains a recurrent one; returns any other unchanged. */
    public static Layer of(Layer layer) {
        return isRecurrent(layer) ? new RecurrentInnerLayer(layer) : layer;
    }

    private static boolean isRecurrent(Layer layer) {
        return layer instanceof RecurrentLayer
                || layer instanceof BaseWrapperLayer && isRecurrent(((BaseWrapperLayer) layer).getUnderlying());
    }

    public void use(State passState, int steps) {
        state = passState;
        backwardSteps = steps;
    }

    public boolean keepsState() {
        return withState() instanceof RecurrentLayer;
    }

    /** Looks inside frozen layers only: other wrappers change the output. */
    private Layer withState() {
        return underlying instanceof FrozenLayer ? ((FrozenLayer) underlying).getInsideLayer() : underlying;
    }

    public RecurrentLayer recurrent() {
        if (!keepsState()) {
            throw new UnsupportedOperationException(underlying.getClass().getSimpleName() + " inside a block"
                    + " keeps no state: move it out of the block, or avoid rnnTimeStep and truncated backpropagation");
        }
        return (RecurrentLayer) withState();
    }

    @Override
    public INDArray activate(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
        switch (state) {
            case TIME_STEP:
                return recurrent().rnnTimeStep(input, workspaces);
            case STORED:
            case TRUNCATED:
                return recurrent().rnnActivateUsingStoredState(input, training, state == State.TRUNCATED, workspaces);
            default:
                return underlying.activate(input, training, workspaces);
        }
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        return state == State.TRUNCATED && underlying instanceof RecurrentLayer
                ? recurrent().tbpttBackpropGradient(epsilon, backwardSteps, workspaces)
                : underlying.backpropGradient(epsilon, workspaces);
    }
}
