package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.noise.SplitMix;
import java.util.List;

/**
 * Applies one of several image augmentations to each image, as torchvision's {@code RandomChoice}. All are equally
 * likely.
 *
 * <p>The augmentations keep their own seeds and must keep the size of images.
 */
public final class RandomChoice extends Composition {

    private static final long serialVersionUID = 1L;

    private static final long STREAM = 5;

    /**
     * Applies one of the augmentations.
     *
     * @param seed of the choice
     * @param augmentations at least one; of one data format
     * @throws IllegalArgumentException if an argument is missing
     */
    public RandomChoice(long seed, ImageAugmentation... augmentations) {
        super(seed, STREAM, augmentations);
    }

    @Override
    List<ImageAugmentation> selected(SplitMix random) {
        return List.of(augmentations().get(random.nextInt(augmentations().size())));
    }
}
