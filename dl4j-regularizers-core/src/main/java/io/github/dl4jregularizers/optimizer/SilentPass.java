package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.factory.Nd4j;

/** Another pass, forward and backward, over the minibatch that a network is being trained on; no listener hears of it. */
final class SilentPass {

    private static final TrainingListener DEAF = new BaseTrainingListener() {};

    private final Runnable computation;
    private final DoubleConsumer scoreSetter;
    private final List<TrainingListener> listeners;

    private SilentPass(Runnable computation, DoubleConsumer scoreSetter, List<TrainingListener> listeners) {
        this.computation = computation;
        this.scoreSetter = scoreSetter;
        this.listeners = listeners;
    }

    static SilentPass of(Model model) {
        if (model instanceof MultiLayerNetwork) {
            MultiLayerNetwork network = (MultiLayerNetwork) model;
            return new SilentPass(network::computeGradientAndScore, network::setScore, (List<TrainingListener>)
                    network.getListeners());
        }
        if (model instanceof ComputationGraph) {
            ComputationGraph graph = (ComputationGraph) model;
            return new SilentPass(
                    () -> {
                        // The pass before has cleared the layers, and their masks with them.
                        graph.setLayerMaskArrays(graph.getInputMaskArrays(), graph.getLabelMaskArrays());
                        graph.computeGradientAndScore();
                    },
                    graph::setScore,
                    (List<TrainingListener>) graph.getListeners());
        }
        throw Arguments.invalid("model", "a MultiLayerNetwork or a ComputationGraph", model.getClass());
    }

    /**
     * Swaps the listeners one by one: DL4J may be walking over this very list. In a scope of its own: of a graph with
     * workspaces for training but not for inference, a pass leaves its thread in a closed workspace.
     */
    @SuppressWarnings("try") // The scope is used by being open.
    void run() {
        List<TrainingListener> heard = new ArrayList<>(listeners);
        for (int i = 0; i < heard.size(); i++) {
            listeners.set(i, DEAF);
        }
        try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            computation.run();
        } finally {
            for (int i = 0; i < heard.size(); i++) {
                listeners.set(i, heard.get(i));
            }
        }
    }

    void setScore(double score) {
        scoreSetter.accept(score);
    }
}
