package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import org.deeplearning4j.nn.conf.CNN2DFormat;

/**
 * Changes brightness, contrast, saturation and hue of each image at random, in random order, as torchvision's {@code
 * ColorJitter}.
 *
 * <p>With a factor f ~ U(max(0, 1 - s), 1 + s) for each strength s: brightness f x; contrast f x + (1 - f) (mean grey of the
 * image); saturation f x + (1 - f) (grey of the pixel); the hue is turned by U(-s, s) of a full circle. Results are cut to [0, 1].
 * Grey is 0.2989 red + 0.587 green + 0.114 blue.
 *
 * <p>Images are [batch, 3, height, width] or [batch, height, width, 3] with values in [0, 1]: to be jittered before they
 * are normalised by mean and deviation; others are refused.
 */
public final class ColorJitter extends ImageAugmentation {

    private static final long serialVersionUID = 1L;

    private static final int COLORS = 3;
    private static final double LARGEST_HUE = 0.5;

    private final double brightness;
    private final double contrast;
    private final double saturation;
    private final double hue;

    /**
     * Jitter of given strengths.
     *
     * @param format order of the features' dimensions
     * @param brightness strength, from 0
     * @param contrast strength, from 0
     * @param saturation strength, from 0
     * @param hue strength, in [0, 0.5]
     * @param seed of the draws
     * @throws IllegalArgumentException if an argument is out of its range; at a batch, if images are not of three
     *     channels or not in [0, 1]
     */
    public ColorJitter(
            CNN2DFormat format, double brightness, double contrast, double saturation, double hue, long seed) {
        super(format, seed);
        this.brightness = Arguments.nonNegative("brightness", brightness);
        this.contrast = Arguments.nonNegative("contrast", contrast);
        this.saturation = Arguments.nonNegative("saturation", saturation);
        this.hue = Arguments.between("hue", hue, 0, LARGEST_HUE);
    }

    @Override
    ImageShape changed(ImageShape shape) {
        if (shape.channels != COLORS) {
            throw Arguments.invalid("channels of images", "3: red, green, blue", shape.channels);
        }
        return shape;
    }

    @Override
    Change draw(SplitMix random, ImageShape shape) {
        ColorChange.Kind[] order = ColorChange.Kind.values();
        for (int last = order.length - 1; last > 0; last--) {
            int other = random.nextInt(last + 1);
            ColorChange.Kind moved = order[last];
            order[last] = order[other];
            order[other] = moved;
        }
        return new ColorChange(
                shape,
                order,
                factor(random, brightness),
                factor(random, contrast),
                factor(random, saturation),
                random.between(-hue, hue));
    }

    private static double factor(SplitMix random, double strength) {
        return random.between(Math.max(0, 1 - strength), 1 + strength);
    }
}
