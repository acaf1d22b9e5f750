package io.github.dl4jregularizers.spark.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Severity;
import org.nd4j.linalg.learning.config.IUpdater;

/** A learning rate that changes with the iteration. */
public final class ScheduleCountsWorkerSteps extends SparkRule {

    private static final long serialVersionUID = 1;

    private static final int[] ITERATIONS = {1, 10, 100, 1_000, 10_000, 100_000};

    /** Creates the rule. */
    public ScheduleCountsWorkerSteps() {
        super(
                "schedule-counts-worker-steps",
                Severity.QUESTIONABLE,
                "An iteration is a step of one worker in DL4J: with W workers a schedule runs at 1/W of its local"
                        + " speed.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
        layer.learningUpdater()
                .filter(updater -> updater.hasLearningRate() && changes(updater))
                .ifPresent(updater -> report.add(
                        this,
                        layer,
                        "The learning rate follows iterations, and ParameterAveragingTrainingMaster counts those of one"
                                + " worker",
                        ADVICE + ".stepCount(StepCount.GLOBAL)"));
    }

    private static boolean changes(IUpdater updater) {
        double first = updater.getLearningRate(0, 0);
        for (int iteration : ITERATIONS) {
            if (updater.getLearningRate(iteration, 0) != first) {
                return true;
            }
        }
        return false;
    }
}
