package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import org.deeplearning4j.nn.conf.CNN2DFormat;

/**
 * Keeps the highest bits of each value's 8-bit level, round(255 x). Equals torchvision's {@code posterize}.
 *
 * <p>Changes every image; use {@link RandomApply} for some. Values are in [0, 1], before normalization.
 */
public final class Posterize extends ImageAugmentation {

    private static final long serialVersionUID = 1L;

    private static final int MOST_BITS = 8;

    private final int bits;

    /**
     * Keeps a number of bits.
     *
     * @param format order of the features' dimensions
     * @param bits number of bits kept, from 0 to 8
     * @throws IllegalArgumentException if an argument is out of its range; at a batch, if values are not in [0, 1]
     */
    public Posterize(CNN2DFormat format, int bits) {
        super(format, 0, 0);
        this.bits = (int) Arguments.between("bits", bits, 0, MOST_BITS);
    }

    @Override
    Change draw(SplitMix random, ImageShape shape) {
        return (image, out) -> Tones.posterize(image, out, bits);
    }
}
