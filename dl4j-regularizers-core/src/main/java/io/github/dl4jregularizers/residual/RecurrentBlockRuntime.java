package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.composite.InnerParameters;
import io.github.dl4jregularizers.internal.composite.RecurrentInnerLayer;
import io.github.dl4jregularizers.internal.composite.RecurrentInnerLayer.State;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runtime of a block with recurrent layers. State names carry the layer's prefix. A dropped body keeps the state of the
 * last segment it was computed for.
 */
final class RecurrentBlockRuntime extends ResidualBlockRuntime implements RecurrentLayer {

    private final Map<String, RecurrentInnerLayer> recurrent = new LinkedHashMap<>();

    RecurrentBlockRuntime(
            NeuralNetConfiguration conf, DataType dataType, INDArray parameters, Map<String, Layer> layers) {
        super(conf, dataType, parameters, layers);
        layers.forEach((prefix, layer) -> {
            if (layer instanceof RecurrentInnerLayer) {
                recurrent.put(prefix, (RecurrentInnerLayer) layer);
            }
        });
    }

    private <T> T with(State state, int backwardSteps, Supplier<T> pass) {
        recurrent.values().forEach(layer -> layer.use(state, backwardSteps));
        try {
            return pass.get();
        } finally {
            recurrent.values().forEach(layer -> layer.use(State.NONE, 0));
        }
    }

    @Override
    public INDArray rnnTimeStep(INDArray in, LayerWorkspaceMgr workspaces) {
        return with(State.TIME_STEP, 0, () -> activate(in, false, workspaces));
    }

    @Override
    public INDArray rnnActivateUsingStoredState(
            INDArray in, boolean training, boolean storeLastForTbptt, LayerWorkspaceMgr workspaces) {
        if (training && layerConf().perExample()) {
            throw Arguments.invalid(
                    "perExample of " + layerId(),
                    "false in truncated backpropagation through time, because dropped examples have no state",
                    true);
        }
        State state = storeLastForTbptt ? State.TRUNCATED : State.STORED;
        return with(state, 0, () -> activate(in, training, workspaces));
    }

    @Override
    public Pair<Gradient, INDArray> tbpttBackpropGradient(
            INDArray epsilon, int tbpttBackLength, LayerWorkspaceMgr workspaces) {
        return with(State.TRUNCATED, tbpttBackLength, () -> backpropGradient(epsilon, workspaces));
    }

    private Map<String, INDArray> states(Function<RecurrentLayer, Map<String, INDArray>> stateOf) {
        Map<String, INDArray> states = new LinkedHashMap<>();
        recurrent.forEach((prefix, layer) ->
                stateOf.apply(layer.recurrent()).forEach((name, array) -> states.put(prefix + name, array)));
        return states;
    }

    private void setStates(Map<String, INDArray> states, BiConsumer<RecurrentLayer, Map<String, INDArray>> setter) {
        recurrent.forEach((prefix, layer) -> {
            Map<String, INDArray> own = new LinkedHashMap<>();
            states.forEach((name, array) -> {
                if (InnerParameters.prefix(name).equals(prefix)) {
                    own.put(InnerParameters.name(name), array);
                }
            });
            setter.accept(layer.recurrent(), own);
        });
    }

    @Override
    public Map<String, INDArray> rnnGetPreviousState() {
        return states(RecurrentLayer::rnnGetPreviousState);
    }

    @Override
    public void rnnSetPreviousState(Map<String, INDArray> states) {
        setStates(states, RecurrentLayer::rnnSetPreviousState);
    }

    /** DL4J calls this for every layer, with or without state. */
    @Override
    public void rnnClearPreviousState() {
        recurrent.values().stream().filter(RecurrentInnerLayer::keepsState).forEach(layer -> layer.recurrent()
                .rnnClearPreviousState());
    }

    @Override
    public Map<String, INDArray> rnnGetTBPTTState() {
        return states(RecurrentLayer::rnnGetTBPTTState);
    }

    @Override
    public void rnnSetTBPTTState(Map<String, INDArray> states) {
        setStates(states, RecurrentLayer::rnnSetTBPTTState);
    }
}
