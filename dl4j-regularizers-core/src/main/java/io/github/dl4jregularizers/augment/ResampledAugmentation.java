package io.github.dl4jregularizers.augment;

import org.deeplearning4j.nn.conf.CNN2DFormat;

/**
 * An augmentation that moves pixels, with an interpolation between them and a value outside the image.
 *
 * @param <T> the class itself
 */
abstract class ResampledAugmentation<T> extends ImageAugmentation {

    private static final long serialVersionUID = 1L;

    private final Resampling resampling;

    ResampledAugmentation(CNN2DFormat format, long seed, long stream, Resampling resampling) {
        super(format, seed, stream);
        this.resampling = resampling;
    }

    final Resampling resampling() {
        return resampling;
    }

    /** Returns an augmentation with the same settings and another resampling. */
    abstract T with(Resampling changed);

    /**
     * Sets the interpolation of moved features.
     *
     * @param interpolation the default is that of the class
     * @return a new augmentation, at the beginning of its draws
     * @throws IllegalArgumentException if interpolation is missing
     */
    public final T withInterpolation(Interpolation interpolation) {
        return with(resampling.with(interpolation));
    }

    /**
     * Sets the value outside moved images.
     *
     * @param values in the range of the features; one for all channels, or one per channel; 0 by default
     * @return a new augmentation, at the beginning of its draws
     * @throws IllegalArgumentException if a value is not finite; at a batch, if images have another number of channels
     */
    public final T withFill(double... values) {
        return with(resampling.withFill(values));
    }

    @Override
    ImageShape changed(ImageShape shape) {
        resampling.fill.check(shape);
        return shape;
    }

    @Override
    final boolean movesPixels() {
        return true;
    }
}
