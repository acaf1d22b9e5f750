package io.github.dl4jregularizers.examples.recipe;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.augment.CutMix;
import io.github.dl4jregularizers.augment.Cutout;
import io.github.dl4jregularizers.augment.MixUp;
import io.github.dl4jregularizers.augment.RandomErasing;
import io.github.dl4jregularizers.averaging.ExponentialMovingAverage;
import io.github.dl4jregularizers.averaging.StochasticWeightAveraging;
import io.github.dl4jregularizers.dropout.DropBlock;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.dropout.GaussianDropout;
import io.github.dl4jregularizers.dropout.GaussianNoise;
import io.github.dl4jregularizers.dropout.MaskShape;
import io.github.dl4jregularizers.dropout.UniformDropout;
import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.network.Place;
import io.github.dl4jregularizers.loss.LabelSmoothingLoss;
import io.github.dl4jregularizers.optimizer.SharpnessAwareMinimization;
import io.github.dl4jregularizers.residual.ResidualBlock;
import io.github.dl4jregularizers.residual.StochasticDepth;
import io.github.dl4jregularizers.variational.L0Gates;
import io.github.dl4jregularizers.variational.VariationalDense;
import io.github.dl4jregularizers.weightnoise.DropConnect;
import io.github.dl4jregularizers.weightnoise.GaussianWeightNoise;
import java.util.List;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.nd4j.linalg.learning.config.Adam;

/** The recipes by name. To add one, add an entry to the list below: help, tables and reports read it from there. */
public final class Recipes {

    private static final double SMOOTHING = 0.1;
    /** Price of a feature map, in nats per image. */
    private static final double GATE_PRICE = 0.005;

    /**
     * Higher than the learning rate of weights: log alpha has to move from 0 to -2.4 to close a gate, within a few
     * hundred iterations.
     */
    private static final double GATE_LEARNING_RATE = 0.05;

    private static final Recipe.Change DECAY = new DecoupledDecay(0.05);

    private static final List<Recipe> ALL = List.of(
            Recipe.named("baseline", "cross-entropy, no regularization"),
            Recipe.named("label-smoothing", "smoothing 0.1").withLoss(() -> new LabelSmoothingLoss(SMOOTHING)),
            Recipe.named("adamw", "AdamW, weight decay 0.05").withChange(DECAY).forAdam(),
            Recipe.named("label-smoothing-adamw", "label smoothing 0.1 and AdamW 0.05")
                    .withLoss(() -> new LabelSmoothingLoss(SMOOTHING))
                    .withChange(DECAY)
                    .forAdam(),
            Recipe.named("adam-l2", "DL4J's L2, 0.001, scaled by Adam")
                    .withL2(0.001)
                    .forAdam(),
            Recipe.named("dropout", "dropout before the classifier, drop rate 0.2")
                    .withNoise(Place.FEATURES, () -> new Dropout(DropRate.of(0.2))),
            Recipe.named("gaussian-dropout", "Gaussian noise before the classifier, drop rate 0.2")
                    .withNoise(Place.FEATURES, () -> new GaussianDropout(DropRate.of(0.2))),
            Recipe.named("uniform-dropout", "uniform noise before the classifier, drop rate 0.2")
                    .withNoise(Place.FEATURES, () -> new UniformDropout(DropRate.of(0.2))),
            Recipe.named("channel-dropout", "feature maps dropped after each stage, drop rate 0.1")
                    .withNoise(Place.MAPS, () -> new Dropout(DropRate.of(0.1), MaskShape.PER_CHANNEL)),
            Recipe.named("dropblock", "3x3 blocks of feature maps after each stage, drop rate 0.1")
                    .withNoise(Place.MAPS, () -> new DropBlock(DropRate.of(0.1), 3)),
            Recipe.named("dropconnect", "weights of dense layers, drop rate 0.3")
                    .withDense((plan, layer) -> new DropConnect(DropRate.of(0.3), layer)),
            Recipe.named("input-noise", "Gaussian noise of 0.1 on the normalized images")
                    .withNoise(Place.IMAGES, () -> new GaussianNoise(0.1)),
            Recipe.named("weight-noise", "Gaussian noise of 0.05 on the weights of dense layers")
                    .withDense((plan, layer) -> new GaussianWeightNoise(0.05, layer)),
            Recipe.named("sparse-variational", "cnn only: sparse variational dropout on the hidden dense layer")
                    .withDense(SparseVariational::dense)
                    .withChange(new RequiredLayer(
                            VariationalDense.class,
                            "recipe sparse-variational needs a network with a hidden dense layer, such as cnn")),
            Recipe.named("l0-gates", "L0 gates on feature maps after each stage")
                    .withLayer(Place.MAPS, plan -> new L0Gates.Builder()
                            .lambda(GATE_PRICE)
                            .updater(new Adam(GATE_LEARNING_RATE))
                            .build()),
            Recipe.named("stochastic-depth", "resnets only: blocks skipped per batch, up to 0.5")
                    .withBlock((block, index, count) -> block.dropRate(StochasticDepth.linear(count, 0.5)[index - 1]))
                    .withChange(new RequiredLayer(
                            ResidualBlock.class,
                            "recipe stochastic-depth needs a network with residual blocks, such as resnet20")),
            Recipe.named("droppath", "resnets only: blocks dropped per image, from 0 to 0.2")
                    .withBlock((block, index, count) ->
                            block.perExample(true).dropRate(StochasticDepth.fromZero(count, 0.2)[index - 1]))
                    .withChange(new RequiredLayer(
                            ResidualBlock.class,
                            "recipe droppath needs a network with residual blocks, such as resnet20")),
            Recipe.named("augmentation", "random crops and flips").withAugmentation(),
            Recipe.named("mixup", "images and labels mixed in pairs").withAugmentation(seed -> new MixUp(1, seed)),
            Recipe.named("cutmix", "rectangles of other images pasted in, every second batch")
                    .withAugmentation(seed -> new CutMix(CNN2DFormat.NCHW, 1, seed).withProbability(0.5)),
            Recipe.named("cutout", "squares of 12 pixels blanked")
                    .withAugmentation(seed -> new Cutout(CNN2DFormat.NCHW, 12, seed)),
            Recipe.named("random-erasing", "rectangles blanked in every second image")
                    .withAugmentation(seed -> new RandomErasing(CNN2DFormat.NCHW, 0.5, seed)),
            Recipe.named("sam", "sharpness-aware minimization, rho 0.05: two passes per step")
                    .withGradientListener(plan -> new SharpnessAwareMinimization(0.05)),
            Recipe.named("ema", "moving average of the parameters, decay 0.99")
                    .withAverage(plan -> new ExponentialMovingAverage(0.99).withWarmUp(1)),
            Recipe.named("swa", "mean of the parameters over the last quarter of the epochs")
                    .withAverage(
                            plan -> StochasticWeightAveraging.everyEpochs(1).withStart(plan.epochs() * 3 / 4)),
            Recipe.named("modern", "crops, flips, mixup 0.2, label smoothing 0.1, AdamW 0.05, EMA 0.99")
                    .withAugmentation()
                    .withAugmentation(seed -> new MixUp(0.2, seed))
                    .withLoss(() -> new LabelSmoothingLoss(SMOOTHING))
                    .withChange(DECAY)
                    .forAdam()
                    .withAverage(plan -> new ExponentialMovingAverage(0.99).withWarmUp(1)),
            Recipe.named("sensible", "crops and flips, AdamW 0.05, Gaussian dropout 0.1")
                    .withAugmentation()
                    .withChange(DECAY)
                    .forAdam()
                    .withNoise(Place.FEATURES, () -> new GaussianDropout(DropRate.of(0.1))));

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
