package io.github.dl4jregularizers.examples.recipe;

import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.schedule.ISchedule;

/** The optimizer of a training, unless the recipe sets another. */
public enum Optimizer {
    /** Adam with default settings. */
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
