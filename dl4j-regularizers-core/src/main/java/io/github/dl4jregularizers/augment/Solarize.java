package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import org.deeplearning4j.nn.conf.CNN2DFormat;

/**
 * Inverts bright values: x becomes 1 - x where x &gt;= threshold. Equals torchvision's {@code solarize}.
 *
 * <p>Changes every image; use {@link RandomApply} for some. Values are in [0, 1], before normalization.
 */
public final class Solarize extends ImageAugmentation {

    private static final long serialVersionUID = 1L;

    private final double threshold;

    /**
     * Inverts from a threshold on.
     *
     * @param format order of the features' dimensions
     * @param threshold in [0, 1]; 0 inverts all values
     * @throws IllegalArgumentException if an argument is out of its range; at a batch, if values are not in [0, 1]
     */
    public Solarize(CNN2DFormat format, double threshold) {
        super(format, 0, 0);
        this.threshold = Arguments.between("threshold", threshold, 0, 1);
    }

    @Override
    Change draw(SplitMix random, ImageShape shape) {
        return (image, out) -> Tones.solarize(image, out, threshold);
    }
}
