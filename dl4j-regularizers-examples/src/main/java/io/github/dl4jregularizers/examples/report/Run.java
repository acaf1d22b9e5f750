package io.github.dl4jregularizers.examples.report;

import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.recipe.Recipe;
import io.github.dl4jregularizers.examples.training.EpochLog;
import io.github.dl4jregularizers.examples.training.Metrics;
import io.github.dl4jregularizers.examples.training.Robustness;
import io.github.dl4jregularizers.examples.training.TrainingResult;
import io.github.dl4jregularizers.variational.Sparsity;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** One finished training: a recipe with one seed. Immutable. */
public final class Run {

    private final Recipe recipe;
    private final long seed;
    private final Metrics training;
    private final Metrics test;
    private final OptionalDouble prunedShare;
    private final Optional<Robustness> robustness;
    private final double secondsPerEpoch;
    private final List<Double> classAccuracy;
    private final List<Metrics> trainingCurve;
    private final List<Metrics> heldOutCurve;

    /**
     * Creates a finished training.
     *
     * @param recipe the recipe
     * @param seed the seed
     * @param result the result
     */
    public Run(Recipe recipe, long seed, TrainingResult result) {
        this(
                recipe,
                seed,
                result.training(),
                result.test(),
                prunedShare(result.sparsity()),
                result.robustness(),
                result.secondsPerEpoch(),
                result.classAccuracy(),
                result.epochs().stream().map(EpochLog::training).collect(Collectors.toList()),
                result.epochs().stream().map(EpochLog::heldOut).collect(Collectors.toList()));
    }

    /**
     * Creates a finished training, from its numbers.
     *
     * @param recipe the recipe
     * @param seed the seed
     * @param training metrics on the training images, without noise, at the end
     * @param test metrics on the test images at the end
     * @param prunedShare fraction of weights and gates that inference leaves out; empty without layers that prune
     * @param robustness accuracies under attack; empty if not measured
     * @param secondsPerEpoch mean training time, in seconds
     * @param classAccuracy test accuracy per class, NaN without images; empty if unknown
     * @param trainingCurve metrics on training images, epoch by epoch
     * @param heldOutCurve metrics on validation or test images, epoch by epoch
     * @throws IllegalArgumentException if the curves have different lengths
     */
    Run(
            Recipe recipe,
            long seed,
            Metrics training,
            Metrics test,
            OptionalDouble prunedShare,
            Optional<Robustness> robustness,
            double secondsPerEpoch,
            List<Double> classAccuracy,
            List<Metrics> trainingCurve,
            List<Metrics> heldOutCurve) {
        if (trainingCurve.size() != heldOutCurve.size()) {
            throw Require.invalid("epochs of the held-out curve", "" + trainingCurve.size(), heldOutCurve.size());
        }
        this.recipe = Require.given("recipe", recipe);
        this.seed = seed;
        this.training = Require.given("training", training);
        this.test = Require.given("test", test);
        this.prunedShare = Require.given("prunedShare", prunedShare);
        this.robustness = Require.given("robustness", robustness);
        this.secondsPerEpoch = secondsPerEpoch;
        this.classAccuracy = List.copyOf(classAccuracy);
        this.trainingCurve = List.copyOf(trainingCurve);
        this.heldOutCurve = List.copyOf(heldOutCurve);
    }

    private static OptionalDouble prunedShare(Sparsity sparsity) {
        return sparsity.prunable() == 0 ? OptionalDouble.empty() : OptionalDouble.of(sparsity.share());
    }

    Recipe recipe() {
        return recipe;
    }

    long seed() {
        return seed;
    }

    Metrics training() {
        return training;
    }

    Metrics test() {
        return test;
    }

    OptionalDouble prunedShare() {
        return prunedShare;
    }

    Optional<Robustness> robustness() {
        return robustness;
    }

    double secondsPerEpoch() {
        return secondsPerEpoch;
    }

    /**
     * Tests whether a comparison contains this run.
     *
     * @param recipes its recipes
     * @param seeds its seeds
     * @return true if it has both
     */
    public boolean isOneOf(List<Recipe> recipes, List<Long> seeds) {
        return recipes.contains(recipe) && seeds.contains(seed);
    }

    @Override
    public String toString() {
        return recipe.name() + ", seed " + seed;
    }

    List<Double> classAccuracy() {
        return classAccuracy;
    }

    List<Metrics> trainingCurve() {
        return trainingCurve;
    }

    List<Metrics> heldOutCurve() {
        return heldOutCurve;
    }

    double[] trainingCurve(ToDoubleFunction<Metrics> metric) {
        return trainingCurve.stream().mapToDouble(metric).toArray();
    }

    double[] heldOutCurve(ToDoubleFunction<Metrics> metric) {
        return heldOutCurve.stream().mapToDouble(metric).toArray();
    }
}
