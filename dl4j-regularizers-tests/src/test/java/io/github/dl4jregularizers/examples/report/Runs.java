package io.github.dl4jregularizers.examples.report;

import static java.lang.Double.NaN;

import io.github.dl4jregularizers.examples.recipe.Recipe;
import io.github.dl4jregularizers.examples.recipe.Recipes;
import io.github.dl4jregularizers.examples.training.Metrics;
import io.github.dl4jregularizers.examples.training.Robustness;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Runs with numbers that one can calculate with. */
final class Runs {

    static final Recipe BASELINE = Recipes.byName("baseline");
    static final Recipe DROPOUT = Recipes.byName("dropout");

    static final Recipe SPARSE = Recipes.byName("sparse-variational");

    private Runs() {}

    /** A run of two epochs that ends with these accuracies, NLL 1.5 and ECE 0.25. */
    static Run of(Recipe recipe, long seed, double training, double test) {
        return of(recipe, seed, training, test, OptionalDouble.empty());
    }

    /** The same with a share of pruned weights. */
    static Run of(Recipe recipe, long seed, double training, double test, OptionalDouble prunedShare) {
        return of(recipe, seed, training, test, prunedShare, Optional.empty());
    }

    private static Run of(
            Recipe recipe,
            long seed,
            double training,
            double test,
            OptionalDouble prunedShare,
            Optional<Robustness> robustness) {
        Metrics before = new Metrics(0.1, 2.5, 0.05);
        Metrics trainingMetrics = new Metrics(training, 0.5, 0.02);
        Metrics testMetrics = new Metrics(test, 1.5, 0.25);
        return new Run(
                recipe,
                seed,
                trainingMetrics,
                testMetrics,
                prunedShare,
                robustness,
                4,
                classAccuracy(test),
                List.of(before, trainingMetrics),
                List.of(before, testMetrics));
    }

    /** Half of the shapes as accurate as all images, half without test images. */
    private static List<Double> classAccuracy(double test) {
        return List.of(test, test, test, test, test, NaN, NaN, NaN, NaN, NaN);
    }

    /** One run with an accuracy of 20 % under FGSM and of 10 % under PGD. */
    static ResultTable attackedTable() {
        return new ResultTable(
                List.of(of(BASELINE, 1, 1.0, 0.60, OptionalDouble.empty(), Optional.of(new Robustness(0.2, 0.1)))));
    }

    /** Two recipes, of which the second has pruned 90 and 92 %. */
    static ResultTable sparseTable() {
        return new ResultTable(List.of(
                of(BASELINE, 1, 1.0, 0.60),
                of(SPARSE, 1, 0.8, 0.70, OptionalDouble.of(0.90)),
                of(BASELINE, 2, 1.0, 0.70),
                of(SPARSE, 2, 0.9, 0.78, OptionalDouble.of(0.92))));
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
