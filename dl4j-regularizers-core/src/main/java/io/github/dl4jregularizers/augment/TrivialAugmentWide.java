package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.noise.SplitMix;
import org.deeplearning4j.nn.conf.CNN2DFormat;

/**
 * Applies one random operation of random magnitude to each image. Equals torchvision's {@code TrivialAugmentWide} for
 * the same draws. It has no parameter to tune.
 *
 * <p>Draws one of the 14 operations of {@link RandAugment}, and one of 31 magnitudes up to a wide limit. The sign is
 * random where the operation has one. Defaults: nearest interpolation, fill 0.
 *
 * <p>Images have 3 channels with values in [0, 1], before normalization. Labels and masks that are images move with the
 * features.
 *
 * <p>Paper: Müller and Hutter, "TrivialAugment: Tuning-Free Yet State-of-the-Art Data Augmentation", ICCV 2021.
 */
public final class TrivialAugmentWide extends ResampledAugmentation<TrivialAugmentWide> {

    private static final long serialVersionUID = 1L;

    private static final long STREAM = 8;

    /**
     * Applies one operation per image.
     *
     * @param format order of the features' dimensions
     * @param seed of the draws
     * @throws IllegalArgumentException if format is missing; at a batch, if images do not have three channels or values
     *     in [0, 1]
     */
    public TrivialAugmentWide(CNN2DFormat format, long seed) {
        this(format, seed, new Resampling(Interpolation.NEAREST, new Fill()));
    }

    private TrivialAugmentWide(CNN2DFormat format, long seed, Resampling resampling) {
        super(format, seed, STREAM, resampling);
    }

    @Override
    TrivialAugmentWide with(Resampling changed) {
        return new TrivialAugmentWide(format(), seed(), changed);
    }

    @Override
    ImageShape changed(ImageShape shape) {
        return Colors.requireRgb(super.changed(shape));
    }

    @Override
    Change draw(SplitMix random, ImageShape shape) {
        PolicyOperation operation = PolicyOperation.draw(random);
        int level = random.nextInt(PolicySpace.TRIVIAL_AUGMENT_WIDE.levels());
        double magnitude = PolicySpace.TRIVIAL_AUGMENT_WIDE.magnitude(operation, level, shape);
        return operation.change(shape, operation.signed(magnitude, random), resampling());
    }
}
