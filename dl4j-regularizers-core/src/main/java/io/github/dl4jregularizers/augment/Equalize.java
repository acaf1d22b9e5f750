package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.noise.SplitMix;
import org.deeplearning4j.nn.conf.CNN2DFormat;

/**
 * Makes the histogram of each channel even, over the 256 levels round(255 x). Equals torchvision's {@code equalize}.
 *
 * <p>Changes every image; use {@link RandomApply} for some. Values are in [0, 1], before normalization. Channels with
 * too few pixels besides their brightest level for 255 steps are not changed, as in torchvision.
 */
public final class Equalize extends ImageAugmentation {

    private static final long serialVersionUID = 1L;

    /**
     * Equalizes every image.
     *
     * @param format order of the features' dimensions
     * @throws IllegalArgumentException if format is missing; at a batch, if values are not in [0, 1]
     */
    public Equalize(CNN2DFormat format) {
        super(format, 0, 0);
    }

    @Override
    Change draw(SplitMix random, ImageShape shape) {
        return (image, out) -> Tones.equalize(shape, image, out);
    }
}
