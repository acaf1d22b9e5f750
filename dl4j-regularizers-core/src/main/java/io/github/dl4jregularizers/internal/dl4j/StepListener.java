package io.github.dl4jregularizers.internal.dl4j;

import java.io.Serializable;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.TrainingListener;

/** A listener that changes single steps, so that each worker of a distributed training can have its own copy. */
public interface StepListener extends TrainingListener, Serializable {

    /**
     * Takes note of the RNG state of the calling thread, just before a step of a network.
     *
     * @param network whose step follows
     */
    default void beforeStep(Model network) {}

    /**
     * Calls {@link #beforeStep} of all listeners of a network that are of this kind.
     *
     * @param network whose step follows
     */
    static void notifyBeforeStep(Network network) {
        for (TrainingListener listener : network.listeners()) {
            if (listener instanceof StepListener) {
                ((StepListener) listener).beforeStep(network.model());
            }
        }
    }

    /**
     * Tests whether every worker can have the listener as it is.
     *
     * @return false if workers need listeners that differ
     */
    default boolean isForWorkers() {
        return true;
    }
}
