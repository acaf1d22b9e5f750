package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import org.deeplearning4j.nn.conf.CNN2DFormat;

/**
 * Crops a random window of each padded image and mirrors it left to right with probability 1/2.
 *
 * <p>All positions of the window in the padded image are equally likely. By default the window has the size of the
 * image. Padding is 0 by default, the mean color of normalized images. With the normalized value of black as the fill
 * this equals torchvision's {@code RandomCrop} before {@code Normalize}.
 *
 * <p>Paper: He et al., "Deep Residual Learning for Image Recognition", CVPR 2016, section 4.2.
 */
public final class RandomCropFlip extends ImageAugmentation {

    private static final long serialVersionUID = 1L;

    private static final long STREAM = -1082062560;

    private final int padding;
    /** Height of the window; 0 for that of the image. */
    private final int height;
    /** Width of the window; 0 for that of the image. */
    private final int width;

    private final Fill fill;

    /**
     * Crops windows of the size of the image.
     *
     * @param format order of the features' dimensions
     * @param padding pixels added on each side of the image, from 0
     * @param seed of the draws
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public RandomCropFlip(CNN2DFormat format, int padding, long seed) {
        this(format, padding, seed, 0, 0, new Fill());
    }

    private RandomCropFlip(CNN2DFormat format, int padding, long seed, int height, int width, Fill fill) {
        super(format, seed, STREAM);
        this.padding = Arguments.atLeast("padding", padding, 0);
        this.height = height;
        this.width = width;
        this.fill = fill;
    }

    /**
     * Sets the size of the window.
     *
     * @param newHeight in pixels, at least 1
     * @param newWidth in pixels, at least 1
     * @return a new augmentation, at the beginning of its draws
     * @throws IllegalArgumentException if an argument is out of its range; at a batch, if padded images are smaller
     *     than the window
     */
    public RandomCropFlip withSize(int newHeight, int newWidth) {
        return new RandomCropFlip(
                format(),
                padding,
                seed(),
                Arguments.atLeast("height", newHeight, 1),
                Arguments.atLeast("width", newWidth, 1),
                fill);
    }

    /**
     * Sets the value of the padding.
     *
     * @param values one for all channels, or one per channel
     * @return a new augmentation, at the beginning of its draws
     * @throws IllegalArgumentException if a value is not finite; at a batch, if images have another number of channels
     */
    public RandomCropFlip withFill(double... values) {
        return new RandomCropFlip(format(), padding, seed(), height, width, new Fill(values));
    }

    @Override
    boolean movesPixels() {
        return true;
    }

    @Override
    ImageShape changed(ImageShape shape) {
        fill.check(shape);
        ImageShape window = window(shape);
        if (shape.height + 2 * padding < window.height || shape.width + 2 * padding < window.width) {
            throw Arguments.invalid(
                    "size of padded images",
                    "at least the crop's " + window.height + "x" + window.width,
                    shape.height + 2 * padding + "x" + (shape.width + 2 * padding));
        }
        return window;
    }

    private ImageShape window(ImageShape shape) {
        return height == 0 ? shape : shape.resized(height, width);
    }

    @Override
    Change draw(SplitMix random, ImageShape shape) {
        ImageShape window = window(shape);
        int top = random.nextInt(shape.height + 2 * padding - window.height + 1) - padding;
        int left = random.nextInt(shape.width + 2 * padding - window.width + 1) - padding;
        return new Window(shape, window, fill, top, left, random.nextInt(2) == 1);
    }
}
