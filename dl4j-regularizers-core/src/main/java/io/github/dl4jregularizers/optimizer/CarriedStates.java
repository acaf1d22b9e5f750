package io.github.dl4jregularizers.optimizer;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The states that truncated backpropagation through time carries from segment to segment. A pass begins in a layer's "TBPTT
 * state" and replaces it by the state it ends in; the "previous state" is where the segment began until the update is done.
 */
final class CarriedStates {

    /** Those that carry states; none where backpropagation is not truncated. */
    private final List<RecurrentLayer> layers;

    private List<Map<String, INDArray>> states = List.of();

    CarriedStates(Model model) {
        boolean isGraph = model instanceof ComputationGraph;
        BackpropType type = isGraph
                ? ((ComputationGraph) model).getConfiguration().getBackpropType()
                : ((MultiLayerNetwork) model).getLayerWiseConfigurations().getBackpropType();
        Layer[] all = isGraph ? ((ComputationGraph) model).getLayers() : ((MultiLayerNetwork) model).getLayers();
        layers = Stream.of(all)
                .filter(layer -> type == BackpropType.TruncatedBPTT && layer instanceof RecurrentLayer)
                .map(RecurrentLayer.class::cast)
                .collect(Collectors.toList());
    }

    /** Before another pass over the same segment. */
    void startOver() {
        layers.forEach(layer -> layer.rnnSetTBPTTState(layer.rnnGetPreviousState()));
    }

    /** Keeps the states in which the last pass ended; passes replace these arrays, and do not change them. */
    void remember() {
        states = layers.stream().map(RecurrentLayer::rnnGetTBPTTState).collect(Collectors.toList());
    }

    /** Has the next segment begin in the states remembered. */
    void restore() {
        for (int i = 0; i < layers.size(); i++) {
            layers.get(i).rnnSetTBPTTState(states.get(i));
        }
    }
}
