package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import java.util.List;

/**
 * Applies image augmentations in sequence to some images, as torchvision's {@code RandomApply}: to each image with the
 * given probability.
 *
 * <p>The augmentations keep their own seeds and must keep the size of images.
 */
public final class RandomApply extends Composition {

    private static final long serialVersionUID = 1L;

    private static final long STREAM = 4;

    private final double probability;

    /**
     * Applies all of the augmentations at a probability.
     *
     * @param probability of changing an image, in [0, 1]
     * @param seed of the choice
     * @param augmentations in this order; of one data format
     * @throws IllegalArgumentException if an argument is missing or out of its range
     */
    public RandomApply(double probability, long seed, ImageAugmentation... augmentations) {
        super(seed, STREAM, augmentations);
        this.probability = Arguments.between("probability", probability, 0, 1);
    }

    @Override
    List<ImageAugmentation> selected(SplitMix random) {
        return random.nextDouble() < probability ? augmentations() : List.of();
    }
}
