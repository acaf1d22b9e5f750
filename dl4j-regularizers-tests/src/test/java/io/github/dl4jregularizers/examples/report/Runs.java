package io.github.dl4jregularizers.examples.report;

import io.github.dl4jregularizers.examples.recipe.Recipe;
import io.github.dl4jregularizers.examples.recipe.Recipes;
import io.github.dl4jregularizers.examples.training.Metrics;
import java.util.List;

/** Runs with numbers that one can calculate with. */
final class Runs {

    static final Recipe BASELINE = Recipes.byName("baseline");
    static final Recipe DROPOUT = Recipes.byName("dropout");

    private Runs() {}

    /** A run of two epochs that ends with these accuracies, NLL 1.5 and ECE 0.25. */
    static Run of(Recipe recipe, long seed, double training, double test) {
        Metrics before = new Metrics(0.1, 2.5, 0.05);
        Metrics trainingMetrics = new Metrics(training, 0.5, 0.02);
        Metrics testMetrics = new Metrics(test, 1.5, 0.25);
        return new Run(
                recipe,
                seed,
                trainingMetrics,
                testMetrics,
                4,
                List.of(before, trainingMetrics),
                List.of(before, testMetrics));
    }

    /** Baseline: gap 40, 30 points; dropout: 10, 12. */
    static ResultTable table() {
        return new ResultTable(List.of(
                of(BASELINE, 1, 1.0, 0.60),
                of(DROPOUT, 1, 0.8, 0.70),
                of(BASELINE, 2, 1.0, 0.70),
                of(DROPOUT, 2, 0.9, 0.78)));
    }
}
