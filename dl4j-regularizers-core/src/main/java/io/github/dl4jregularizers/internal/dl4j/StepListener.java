package io.github.dl4jregularizers.internal.dl4j;

import io.github.dl4jregularizers.internal.Arguments;
import java.io.Serializable;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.TrainingListener;

/** A listener that changes single steps, so that each worker of a distributed training can have its own copy. */
public interface StepListener extends TrainingListener, Serializable {

    /** The effect of a listener's {@code onGradientCalculation} on the gradient of a step. */
    enum Effect {
        NONE,
        /** Changes any gradient by itself, that of one minibatch or the sum of several: clipping. */
        CHANGES_GRADIENT,
        /** Repeats the pass of the minibatch, and replaces or adds to its gradient. */
        REPEATS_PASS
    }

    /** Returns the effect on the gradient of a step. */
    default Effect effect() {
        return Effect.NONE;
    }

    /**
     * Refuses the listeners of a network that a trainer would leave without their effect, or with a wrong one.
     *
     * @param network to be trained
     * @param trainer simple name of the trainer
     * @param smallest listeners with this effect or a larger one are refused
     * @throws IllegalArgumentException if there is such a listener
     */
    static void refuse(Network network, String trainer, Effect smallest) {
        for (TrainingListener listener : network.listeners()) {
            if (effectOf(listener).compareTo(smallest) >= 0) {
                throw Arguments.invalid(
                        "listeners",
                        "without " + listener.getClass().getSimpleName() + " under " + trainer
                                + (effectOf(listener) == Effect.REPEATS_PASS
                                        ? " (it repeats the pass of one minibatch)"
                                        : " (it changes the gradient of one update)"),
                        listener);
            }
        }
    }

    /**
     * Refuses a second listener that repeats the pass: each replaces the gradient of the other.
     *
     * @param network to be trained
     * @throws IllegalArgumentException if there are several
     */
    static void requireOneRepetition(Network network) {
        TrainingListener first = null;
        for (TrainingListener listener : network.listeners()) {
            if (effectOf(listener) == Effect.REPEATS_PASS) {
                if (first != null) {
                    throw Arguments.invalid(
                            "listeners that repeat the pass of a minibatch",
                            "one per network",
                            first + ", " + listener);
                }
                first = listener;
            }
        }
    }

    private static Effect effectOf(TrainingListener listener) {
        return listener instanceof StepListener ? ((StepListener) listener).effect() : Effect.NONE;
    }

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
