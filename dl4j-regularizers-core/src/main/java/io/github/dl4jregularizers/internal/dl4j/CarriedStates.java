package io.github.dl4jregularizers.internal.dl4j;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The recurrent states that truncated backpropagation through time carries from segment to segment. A pass starts from
 * a layer's "TBPTT state" and replaces it by its final state. The "previous state" is the state at the start of the
 * segment until the update is done.
 */
public final class CarriedStates {

    /** The layers with carried states; empty without truncated backpropagation. */
    private final List<RecurrentLayer> layers;

    private List<Map<String, INDArray>> states = List.of();

    public CarriedStates(Network network) {
        boolean truncated = network.backpropType() == BackpropType.TruncatedBPTT;
        layers = network.layers().stream()
                .filter(layer -> truncated && layer instanceof RecurrentLayer)
                .map(RecurrentLayer.class::cast)
                .collect(Collectors.toList());
    }

    /** Restores the state at the start of the segment, before another pass over it. */
    public void startOver() {
        layers.forEach(layer -> layer.rnnSetTBPTTState(layer.rnnGetPreviousState()));
    }

    /** Stores the final states of the last pass. A pass replaces these arrays and does not write into them. */
    public void remember() {
        states = layers.stream().map(RecurrentLayer::rnnGetTBPTTState).collect(Collectors.toList());
    }

    /** Restores the stored states, from which the next segment starts. */
    public void restore() {
        for (int i = 0; i < layers.size(); i++) {
            layers.get(i).rnnSetTBPTTState(states.get(i));
        }
    }
}
