package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.noise.SplitMix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Applies several image augmentations to each image in random order, as torchvision's {@code RandomOrder}. All orders
 * are equally likely.
 *
 * <p>The augmentations keep their own seeds and must keep the size of images.
 */
public final class RandomOrder extends Composition {

    private static final long serialVersionUID = 1L;

    private static final long STREAM = 6;

    /**
     * Applies all of the augmentations.
     *
     * @param seed of the order
     * @param augmentations at least one; of one data format
     * @throws IllegalArgumentException if an argument is missing
     */
    public RandomOrder(long seed, ImageAugmentation... augmentations) {
        super(seed, STREAM, augmentations);
    }

    @Override
    List<ImageAugmentation> selected(SplitMix random) {
        List<ImageAugmentation> order = new ArrayList<>(augmentations());
        for (int last = order.size() - 1; last > 0; last--) {
            Collections.swap(order, last, random.nextInt(last + 1));
        }
        return order;
    }
}
