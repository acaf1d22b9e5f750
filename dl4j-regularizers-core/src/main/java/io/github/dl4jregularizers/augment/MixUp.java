package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.noise.SplitMix;

/**
 * Mixes each example and its label with another example of the batch.
 *
 * <p>x = lambda x_i + (1 - lambda) x_j and y = lambda y_i + (1 - lambda) y_j, with one lambda ~ Beta(alpha, alpha) per
 * batch. The partner is j = batch - 1 - i (the reversed batch, as in timm). Features have any shape; labels are [batch,
 * classes], one-hot or probabilities. Label smoothing in the loss is linear and commutes with mixing.
 *
 * <p>A batch of one example is not changed, such as the last one of an epoch. Labels that are no probabilities and
 * partners with different masks are refused.
 *
 * <p>Paper: Zhang et al., "mixup: Beyond Empirical Risk Minimization", ICLR 2018.
 */
public final class MixUp extends Mixing {

    private static final long serialVersionUID = 1L;

    private static final long STREAM = 74357239;

    /**
     * Mixes every batch.
     *
     * @param alpha of the beta distribution, above 0; lambda is uniform for 1 and near 0 or 1 for small values. The
     *     paper uses 1 for CIFAR and 0.2 for ImageNet
     * @param seed of the draws
     * @throws IllegalArgumentException if alpha is out of its range
     */
    public MixUp(double alpha, long seed) {
        this(alpha, 1, seed);
    }

    private MixUp(double alpha, double probability, long seed) {
        super(alpha, probability, seed, STREAM);
    }

    /**
     * Sets the probability of mixing a batch.
     *
     * @param probability in [0, 1]; 1 by default
     * @return a new augmentation, at the beginning of its draws
     * @throws IllegalArgumentException if probability is out of its range
     */
    public MixUp withProbability(double probability) {
        return new MixUp(alpha, probability, seed());
    }

    @Override
    void mix(Batch batch, double share, SplitMix random) {
        batch.setFeatures(mixed(batch.features, share));
        batch.setLabels(mixed(batch.labels, share));
    }
}
