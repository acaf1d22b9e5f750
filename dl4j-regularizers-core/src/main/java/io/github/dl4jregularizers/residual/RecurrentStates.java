package io.github.dl4jregularizers.residual;

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
import org.nd4j.linalg.api.ndarray.INDArray;

/** The states of the recurrent layers in a block. State names carry the layer's prefix. */
final class RecurrentStates {

    private final Map<String, RecurrentInnerLayer> recurrent = new LinkedHashMap<>();

    /** Keeps those of the layers, by prefix, that are recurrent. */
    RecurrentStates(Map<String, Layer> layers) {
        layers.forEach((prefix, layer) -> {
            if (layer instanceof RecurrentInnerLayer) {
                recurrent.put(prefix, (RecurrentInnerLayer) layer);
            }
        });
    }

    /** Tests whether a block of these layers has a state. */
    static boolean areIn(Map<String, Layer> layers) {
        return layers.values().stream().anyMatch(RecurrentInnerLayer.class::isInstance);
    }

    /** Runs a pass that uses the states. */
    <T> T with(State state, int backwardSteps, Supplier<T> pass) {
        recurrent.values().forEach(layer -> layer.use(state, backwardSteps));
        try {
            return pass.get();
        } finally {
            recurrent.values().forEach(layer -> layer.use(State.NONE, 0));
        }
    }

    Map<String, INDArray> get(Function<RecurrentLayer, Map<String, INDArray>> stateOf) {
        Map<String, INDArray> states = new LinkedHashMap<>();
        recurrent.forEach((prefix, layer) ->
                stateOf.apply(layer.recurrent()).forEach((name, array) -> states.put(prefix + name, array)));
        return states;
    }

    void set(Map<String, INDArray> states, BiConsumer<RecurrentLayer, Map<String, INDArray>> setter) {
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

    void clear() {
        recurrent.values().stream().filter(RecurrentInnerLayer::keepsState).forEach(layer -> layer.recurrent()
                .rnnClearPreviousState());
    }
}
