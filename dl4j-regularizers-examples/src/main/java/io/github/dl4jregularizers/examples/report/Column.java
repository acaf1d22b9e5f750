package io.github.dl4jregularizers.examples.report;

import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** A column of the result table: its value, unit and better direction. */
enum Column {
    TRAINING_ACCURACY("train accuracy", "%", 1, 0, run -> 100 * run.training().accuracy()),
    TEST_ACCURACY("test accuracy", "%", 1, 1, run -> 100 * run.test().accuracy()),
    GAP(
            "gap",
            "points",
            1,
            -1,
            run -> 100 * (run.training().accuracy() - run.test().accuracy())),
    NLL("test NLL", "nats", 3, -1, run -> run.test().nll()),
    ECE("test ECE", "%", 1, -1, run -> 100 * run.test().ece()),
    FGSM("FGSM accuracy", "%", 1, 1, run -> 100 * run.robustness().orElseThrow().fgsm(), run -> run.robustness()
            .isPresent()),
    PGD("PGD accuracy", "%", 1, 1, run -> 100 * run.robustness().orElseThrow().pgd(), run -> run.robustness()
            .isPresent()),
    PRUNED("pruned", "%", 1, 0, run -> 100 * run.prunedShare().orElseThrow(), run -> run.prunedShare()
            .isPresent()),
    SECONDS("time", "s/epoch", 1, 0, Run::secondsPerEpoch);

    private final String title;
    private final String unit;
    private final int decimals;
    private final int better;
    private final ToDoubleFunction<Run> value;
    private final Predicate<Run> applies;

    Column(String title, String unit, int decimals, int better, ToDoubleFunction<Run> value) {
        this(title, unit, decimals, better, value, run -> true);
    }

    Column(String title, String unit, int decimals, int better, ToDoubleFunction<Run> value, Predicate<Run> applies) {
        this.title = title;
        this.unit = unit;
        this.decimals = decimals;
        this.better = better;
        this.value = value;
        this.applies = applies;
    }

    String title() {
        return title;
    }

    String unit() {
        return unit;
    }

    int decimals() {
        return decimals;
    }

    /** Positive where more is better, negative where less is better, 0 where neither is. */
    int better() {
        return better;
    }

    /** Tests whether a run has the value. */
    boolean appliesTo(Run run) {
        return applies.test(run);
    }

    double of(Run run) {
        return value.applyAsDouble(run);
    }
}
