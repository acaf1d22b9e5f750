package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import org.deeplearning4j.nn.conf.CNN2DFormat;

/**
 * Sharpens or smooths images. Equals torchvision's {@code adjust_sharpness}.
 *
 * <p>A value x becomes f x + (1 - f) s, clipped to [0, 1]. The smoothed s is the mean of the 3x3 neighborhood, with
 * weight 5 for the pixel and 1 for each neighbor. Pixels at the border are not changed.
 *
 * <p>Changes every image; use {@link RandomApply} for some. Values are in [0, 1], before normalization.
 */
public final class Sharpness extends ImageAugmentation {

    private static final long serialVersionUID = 1L;

    private final double factor;

    /**
     * Sharpens by a factor.
     *
     * @param format order of the features' dimensions
     * @param factor f, from 0; 0 smooths, 1 changes nothing, 2 sharpens
     * @throws IllegalArgumentException if an argument is out of its range; at a batch, if values are not in [0, 1]
     */
    public Sharpness(CNN2DFormat format, double factor) {
        super(format, 0, 0);
        this.factor = Arguments.nonNegative("factor", factor);
    }

    @Override
    Change draw(SplitMix random, ImageShape shape) {
        return (image, out) -> Tones.sharpness(shape, image, out, factor);
    }
}
