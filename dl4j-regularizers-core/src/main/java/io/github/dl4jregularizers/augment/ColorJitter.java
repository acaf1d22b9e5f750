package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;

/**
 * Changes brightness, contrast, saturation and hue of each image at random, in random order. Equals torchvision's
 * {@code ColorJitter}.
 *
 * <p>A strength s means a factor f ~ U(max(0, 1 - s), 1 + s). Brightness: f x. Contrast: f x + (1 - f) (mean gray of
 * the image). Saturation: f x + (1 - f) (gray of the pixel). The hue rotates by U(-s, s) of a full circle. Results are
 * clipped to [0, 1]. Gray is 0.2989 red + 0.587 green + 0.114 blue. All strengths are 0 by default.
 *
 * <p>Images have 3 channels with values in [0, 1], before normalization by mean and deviation.
 */
public final class ColorJitter extends ImageAugmentation {

    private static final long serialVersionUID = 1L;

    private static final long STREAM = -1912652273;

    private static final double LARGEST_HUE = 0.5;
    private static final int KINDS = ColorChange.Kind.values().length;

    private final double[] strengths;

    /**
     * Creates jitter without any change: set a strength.
     *
     * @param format order of the features' dimensions
     * @param seed of the draws
     * @throws IllegalArgumentException if format is missing; at a batch, if images do not have three channels or values
     *     in [0, 1]
     */
    public ColorJitter(CNN2DFormat format, long seed) {
        this(format, seed, new double[KINDS]);
    }

    private ColorJitter(CNN2DFormat format, long seed, double[] strengths) {
        super(format, seed, STREAM);
        this.strengths = strengths;
    }

    private ColorJitter with(ColorChange.Kind kind, double strength) {
        double[] changed = strengths.clone();
        changed[kind.ordinal()] = strength;
        return new ColorJitter(format(), seed(), changed);
    }

    /**
     * Sets the strength of brightness.
     *
     * @param strength from 0
     * @return a new augmentation, at the beginning of its draws
     * @throws IllegalArgumentException if strength is out of its range
     */
    public ColorJitter withBrightness(double strength) {
        return with(ColorChange.Kind.BRIGHTNESS, Arguments.nonNegative("brightness", strength));
    }

    /**
     * Sets the strength of contrast.
     *
     * @param strength from 0
     * @return a new augmentation, at the beginning of its draws
     * @throws IllegalArgumentException if strength is out of its range
     */
    public ColorJitter withContrast(double strength) {
        return with(ColorChange.Kind.CONTRAST, Arguments.nonNegative("contrast", strength));
    }

    /**
     * Sets the strength of saturation.
     *
     * @param strength from 0
     * @return a new augmentation, at the beginning of its draws
     * @throws IllegalArgumentException if strength is out of its range
     */
    public ColorJitter withSaturation(double strength) {
        return with(ColorChange.Kind.SATURATION, Arguments.nonNegative("saturation", strength));
    }

    /**
     * Sets the strength of hue.
     *
     * @param strength share of the full circle, in [0, 0.5]
     * @return a new augmentation, at the beginning of its draws
     * @throws IllegalArgumentException if strength is out of its range
     */
    public ColorJitter withHue(double strength) {
        return with(ColorChange.Kind.HUE, Arguments.between("hue", strength, 0, LARGEST_HUE));
    }

    @Override
    ImageShape changed(ImageShape shape) {
        return Colors.requireRgb(shape);
    }

    @Override
    Change draw(SplitMix random, ImageShape shape) {
        List<ColorChange.Kind> order = Arrays.asList(ColorChange.Kind.values());
        for (int last = KINDS - 1; last > 0; last--) {
            Collections.swap(order, last, random.nextInt(last + 1));
        }
        double[] factors = new double[KINDS];
        for (ColorChange.Kind kind : ColorChange.Kind.values()) {
            double strength = strengths[kind.ordinal()];
            factors[kind.ordinal()] = kind == ColorChange.Kind.HUE
                    ? random.between(-strength, strength)
                    : random.between(Math.max(0, 1 - strength), 1 + strength);
        }
        return new ColorChange(shape, order, factors);
    }
}
