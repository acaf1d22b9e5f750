package io.github.dl4jregularizers.examples.recipe;

import io.github.dl4jregularizers.augment.DisturbLabel;
import io.github.dl4jregularizers.loss.BootstrappingLoss;
import io.github.dl4jregularizers.loss.ConfidencePenaltyLoss;
import io.github.dl4jregularizers.loss.FloodedLoss;
import io.github.dl4jregularizers.loss.FocalLoss;
import io.github.dl4jregularizers.loss.GeneralizedCrossEntropyLoss;
import io.github.dl4jregularizers.loss.LabelSmoothingLoss;
import io.github.dl4jregularizers.loss.SymmetricCrossEntropyLoss;
import java.util.List;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Recipes of losses and labels. */
final class LossRecipes {

    static final double SMOOTHING = 0.1;

    static final List<Recipe> ALL = List.of(
            Recipe.named("label-smoothing", "smoothing 0.1").withLoss(() -> new LabelSmoothingLoss(SMOOTHING)),
            Recipe.named("confidence-penalty", "entropy of the predictions, weight 0.1")
                    .withLoss(() -> new ConfidencePenaltyLoss(0.1)),
            Recipe.named("focal", "focal loss, gamma 2").withLoss(() -> new FocalLoss(2)),
            Recipe.named("flooding", "loss kept near 0.1").withLoss(() -> new FloodedLoss(0.1, new LossMCXENT())),
            Recipe.named("generalized-cross-entropy", "loss for wrong labels, q 0.7")
                    .withLoss(() -> new GeneralizedCrossEntropyLoss(0.7)),
            Recipe.named("symmetric-cross-entropy", "loss for wrong labels, alpha 0.1, beta 1")
                    .withLoss(() -> new SymmetricCrossEntropyLoss(0.1, 1)),
            Recipe.named("bootstrapping", "labels mixed with the predictions, beta 0.95")
                    .withLoss(() -> BootstrappingLoss.soft(0.95)),
            Recipe.named("disturb-label", "a tenth of the labels redrawn at random")
                    .withAugmentation(seed -> new DisturbLabel(0.1, seed)));

    private LossRecipes() {}
}
