package io.github.dl4jregularizers.parallel;

/** What an iteration is for schedules and updaters during training with several workers. */
public enum StepCount {

    /**
     * One minibatch of one worker, as in DL4J: with W workers, a schedule runs at 1 / W of its local speed per epoch.
     */
    WORKER,

    /**
     * One minibatch of any worker: schedules, annealing and warm-up end after as many examples as in local training.
     * Bias correction of adaptive updaters counts these steps too, so that an average with weight beta on its past is
     * corrected less in its first steps.
     */
    GLOBAL
}
