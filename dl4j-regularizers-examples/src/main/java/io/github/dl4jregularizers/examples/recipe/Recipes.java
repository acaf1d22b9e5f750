package io.github.dl4jregularizers.examples.recipe;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.augment.MixUp;
import io.github.dl4jregularizers.averaging.ExponentialMovingAverage;
import io.github.dl4jregularizers.dropout.GaussianDropout;
import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.network.Place;
import io.github.dl4jregularizers.loss.LabelSmoothingLoss;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The recipes by name. To add one, add an entry to a list such as {@link DataRecipes}: help, tables and reports read it
 * from there.
 */
public final class Recipes {

    private static final List<Recipe> ALL = Stream.of(
                    List.of(Recipe.named("baseline", "cross-entropy, no regularization")),
                    LossRecipes.ALL,
                    WeightRecipes.ALL,
                    NoiseRecipes.ALL,
                    DataRecipes.ALL,
                    List.of(
                            Recipe.named("modern", "crops, flips, mixup 0.2, label smoothing 0.1, AdamW 0.05, EMA 0.99")
                                    .withAugmentation()
                                    .withAugmentation(seed -> new MixUp(0.2, seed))
                                    .withLoss(() -> new LabelSmoothingLoss(LossRecipes.SMOOTHING))
                                    .withChange(WeightRecipes.DECAY)
                                    .forAdam()
                                    .withAverage(plan -> new ExponentialMovingAverage(0.99).withWarmUp(1)),
                            Recipe.named("sensible", "crops and flips, AdamW 0.05, Gaussian dropout 0.1")
                                    .withAugmentation()
                                    .withChange(WeightRecipes.DECAY)
                                    .forAdam()
                                    .withNoise(Place.FEATURES, () -> new GaussianDropout(DropRate.of(0.1)))))
            .flatMap(List::stream)
            .collect(Collectors.toUnmodifiableList());

    private Recipes() {}

    /**
     * Every recipe.
     *
     * @return the recipes, the baseline first
     */
    public static List<Recipe> all() {
        return ALL;
    }

    /**
     * Returns the names for {@link #byName}.
     *
     * @return the names, the baseline's first
     */
    public static List<String> names() {
        return ALL.stream().map(Recipe::name).collect(Collectors.toUnmodifiableList());
    }

    /**
     * Finds a recipe.
     *
     * @param name one of {@link #names()}
     * @return the recipe
     * @throws IllegalArgumentException if there is none of this name; the message lists all
     */
    public static Recipe byName(String name) {
        return ALL.stream()
                .filter(recipe -> recipe.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Require.invalid("recipe", "one of " + String.join(", ", names()), name));
    }
}
