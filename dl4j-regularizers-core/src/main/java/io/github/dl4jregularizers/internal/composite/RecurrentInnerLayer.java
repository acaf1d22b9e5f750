package io.github.dl4jregularizers.internal.composite;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A recurrent layer inside a block: goes on from the state it keeps where the network wants that of the block. */
public final class RecurrentInnerLayer extends BaseWrapperLayer {

    /** What a pass does with the state. */
    public enum State {
        /** Begins without one. */
        NONE,
        /** Goes on from the last time step, and keeps the new one. */
        TIME_STEP,
        /** Goes on from the part of the sequence before, of which it keeps the state. */
        STORED,
        /** Goes on from the part of the sequence before, and keeps the new state. */
        TRUNCATED
    }

    private State state = State.NONE;
    private int backwardSteps;

    private RecurrentInnerLayer(Layer underlying) {
        super(underlying);
    }

    /** The layer as a block is to have it: itself unless it is, or wraps, a recurrent one. */
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

    /** Not inside DL4J's other wrappers, whose output is another than their underlying layer's. */
    private Layer withState() {
        return underlying instanceof FrozenLayer ? ((FrozenLayer) underlying).getInsideLayer() : underlying;
    }

    public RecurrentLayer recurrent() {
        if (!keepsState()) {
            throw new UnsupportedOperationException(underlying.getClass().getSimpleName() + " inside a ResidualBlock"
                    + " keeps no state: put it outside, or use neither rnnTimeStep nor truncated backpropagation");
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
