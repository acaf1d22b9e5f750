package io.github.dl4jregularizers.examples.recipe;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.attention.SelfAttentionWithDropout;
import io.github.dl4jregularizers.dropout.AdaptiveDropout;
import io.github.dl4jregularizers.dropout.DropBlock;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.dropout.GaussianDropout;
import io.github.dl4jregularizers.dropout.GaussianNoise;
import io.github.dl4jregularizers.dropout.MaskShape;
import io.github.dl4jregularizers.dropout.UniformDropout;
import io.github.dl4jregularizers.examples.network.Networks;
import io.github.dl4jregularizers.examples.network.Place;
import io.github.dl4jregularizers.residual.ResidualBlock;
import io.github.dl4jregularizers.residual.StochasticDepth;
import io.github.dl4jregularizers.variational.L0Gates;
import io.github.dl4jregularizers.variational.VariationalDense;
import io.github.dl4jregularizers.weightnoise.DropConnect;
import io.github.dl4jregularizers.weightnoise.GaussianWeightNoise;
import java.util.List;
import org.nd4j.linalg.learning.config.Adam;

/** Recipes of noise inside the network. */
final class NoiseRecipes {

    /** Price of a feature map, in nats per image. */
    private static final double GATE_PRICE = 0.005;

    /**
     * Higher than the learning rate of weights: log alpha has to move from 0 to -2.4 to close a gate, within a few
     * hundred iterations.
     */
    private static final double GATE_LEARNING_RATE = 0.05;

    static final List<Recipe> ALL = List.of(
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
            Recipe.named("adaptive-dropout", "cnn only: standout in place of the hidden dense layer's ReLU")
                    .withLayer(Place.ACTIVATION, plan -> new AdaptiveDropout.Builder().build())
                    .withChange(new RequiredLayer(
                            AdaptiveDropout.class,
                            "recipe adaptive-dropout needs a network with a hidden dense layer, such as cnn")),
            Recipe.named("attention-dropout", "attention only: attention weights, drop rate 0.1")
                    .withLayer(Place.ATTENTION, plan -> Networks.attention(DropRate.of(0.1)))
                    .withChange(new RequiredLayer(
                            SelfAttentionWithDropout.class,
                            "recipe attention-dropout needs a network with self-attention, such as attention")));

    private NoiseRecipes() {}
}
