package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.noise.SplitMix;

/**
 * Mixes each example and its label with another one of the batch: trains on what lies between examples.
 *
 * <p>x = lambda x_i + (1 - lambda) x_j, y = lambda y_i + (1 - lambda) y_j, with j = batch - 1 - i (the reversed batch, as
 * timm) and one lambda ~ Beta(concentration, concentration) for the batch. Features of any shape; labels [batch, classes],
 * one-hot or probabilities. Label smoothing in the loss comes out the same before and after mixing, because it is linear.
 *
 * <p>Refuses a batch of one, labels that are no probabilities, and partners with different masks.
 *
 * <p>Paper: Zhang et al., "mixup: Beyond Empirical Risk Minimization", ICLR 2018.
 */
public final class MixUp extends Mixing {

    private static final long serialVersionUID = 1L;

    /**
     * Mixes every batch.
     *
     * @param concentration alpha of the paper, above 0: small keeps examples nearly whole, 1 mixes evenly; the paper's is 1
     *     for CIFAR, 0.2 for ImageNet
     * @param seed of the draws
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public MixUp(double concentration, long seed) {
        this(concentration, 1, seed);
    }

    /**
     * Mixes some of the batches.
     *
     * @param concentration alpha of the paper, above 0
     * @param probability that a batch is mixed, in [0, 1]
     * @param seed of the draws
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public MixUp(double concentration, double probability, long seed) {
        super(concentration, probability, seed);
    }

    @Override
    double mix(Batch batch, double share, SplitMix random) {
        batch.setFeatures(mixed(batch.features, share));
        return share;
    }
}
