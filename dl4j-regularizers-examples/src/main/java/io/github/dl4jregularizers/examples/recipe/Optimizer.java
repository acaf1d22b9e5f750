package io.github.dl4jregularizers.examples.recipe;

import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.schedule.ISchedule;

/** What turns gradients into steps, unless the recipe says otherwise. */
public enum Optimizer {
    /** Adam at its usual settings. */
    ADAM {
        @Override
        IUpdater updater(ISchedule learningRate) {
            return new Adam(learningRate);
        }
    },
    /** Stochastic gradient descent with Nesterov momentum 0.9. */
    SGD {
        @Override
        IUpdater updater(ISchedule learningRate) {
            return new Nesterovs(learningRate, MOMENTUM);
        }
    };

    private static final double MOMENTUM = 0.9;

    abstract IUpdater updater(ISchedule learningRate);
}
