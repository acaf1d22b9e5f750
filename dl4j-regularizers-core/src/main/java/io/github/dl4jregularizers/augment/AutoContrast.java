package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.noise.SplitMix;
import org.deeplearning4j.nn.conf.CNN2DFormat;

/**
 * Stretches each channel so that its smallest value becomes 0 and its largest 1. Equals torchvision's {@code
 * autocontrast}.
 *
 * <p>Changes every image; use {@link RandomApply} for some. Values are in [0, 1], before normalization. Channels of one
 * value are not changed.
 */
public final class AutoContrast extends ImageAugmentation {

    private static final long serialVersionUID = 1L;

    /**
     * Stretches every image.
     *
     * @param format order of the features' dimensions
     * @throws IllegalArgumentException if format is missing; at a batch, if values are not in [0, 1]
     */
    public AutoContrast(CNN2DFormat format) {
        super(format, 0, 0);
    }

    @Override
    Change draw(SplitMix random, ImageShape shape) {
        return (image, out) -> Tones.autoContrast(shape, image, out);
    }
}
