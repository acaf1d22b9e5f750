package io.github.dl4jregularizers.internal.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.factory.Nd4j;

/** A repeated forward and backward pass over the current minibatch without calls of listeners. */
public final class SilentPass {

    private static final TrainingListener NONE = new BaseTrainingListener() {};

    private final Network network;
    private final List<TrainingListener> listeners;

    public SilentPass(Network network) {
        this.network = network;
        this.listeners = network.listeners();
    }

    /**
     * Runs the pass. Listeners are replaced one by one, since DL4J may be iterating over the list. The pass runs
     * outside workspaces: a graph with workspaces for training only would leave a closed workspace in the thread.
     */
    @SuppressWarnings("try") // The scope is used by being open.
    public void run() {
        List<TrainingListener> original = new ArrayList<>(listeners);
        for (int i = 0; i < original.size(); i++) {
            listeners.set(i, NONE);
        }
        try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            network.repeatPass();
        } finally {
            for (int i = 0; i < original.size(); i++) {
                listeners.set(i, original.get(i));
            }
        }
    }
}
