package io.github.dl4jregularizers.internal.dl4j;

import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.IUpdater;

/** Copies updaters. DL4J changes an updater in place when a learning rate is set on its network. */
public final class UpdaterCopy {

    private UpdaterCopy() {}

    /**
     * Copies an updater with its schedule, which {@code AdaGrad.clone()} loses.
     *
     * @param updater null for none
     * @return an equal updater, or null for none
     */
    public static IUpdater of(IUpdater updater) {
        if (updater == null) {
            return null;
        }
        IUpdater copy = updater.clone();
        if (updater instanceof AdaGrad && copy instanceof AdaGrad) {
            ((AdaGrad) copy).setLearningRateSchedule(((AdaGrad) updater).getLearningRateSchedule());
        }
        return copy;
    }
}
