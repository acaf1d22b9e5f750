package io.github.dl4jregularizers.spark.rules;

import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;

/** A rule about DL4J's training masters, with one advice. */
abstract class SparkRule extends Rule {

    private static final long serialVersionUID = 1;

    static final String ADVICE = "new RegularizedTrainingMaster.Builder(workers, examplesPerDataSet)";

    SparkRule(String id, Severity severity, String why) {
        super(id, severity, why);
    }

    @Override
    public final boolean isForDistributedTraining() {
        return true;
    }
}
