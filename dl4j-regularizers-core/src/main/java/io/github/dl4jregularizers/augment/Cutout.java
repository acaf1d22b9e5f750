package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import org.deeplearning4j.nn.conf.CNN2DFormat;

/**
 * Blanks a square of each image. Its centre is any pixel with equal probability, so that near the border a part of the
 * square lies outside the image and less is blanked.
 *
 * <p>Images are [batch, channels, height, width] or [batch, height, width, channels]. Blank is 0 by default, the mean
 * colour of normalised images. The paper's side for CIFAR-10 is 16, for CIFAR-100 8.
 *
 * <p>Paper: DeVries and Taylor, "Improved Regularization of Convolutional Neural Networks with Cutout", 2017.
 */
public final class Cutout extends ImageAugmentation {

    private static final long serialVersionUID = 1L;

    private final int side;
    private final Fill fill;

    /**
     * Squares of a size.
     *
     * @param format order of the features' dimensions
     * @param side of the square in pixels, at least 1
     * @param seed of the draws
     * @param fill what blank is, one value for all or one for each channel; none for 0
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public Cutout(CNN2DFormat format, int side, long seed, double... fill) {
        super(format, seed);
        this.side = Arguments.atLeast("side", side, 1);
        this.fill = new Fill(fill);
    }

    @Override
    ImageShape changed(ImageShape shape) {
        fill.check(shape);
        return shape;
    }

    @Override
    Change draw(SplitMix random, ImageShape shape) {
        int row = random.nextInt(shape.height);
        int column = random.nextInt(shape.width);
        return new Erasure(Rectangle.around(row, column, side, side, shape), shape, fill);
    }
}
