package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import org.deeplearning4j.nn.conf.CNN2DFormat;

/**
 * Replaces a random square of each image by a constant. The center is uniform over all pixels, so squares near the
 * border are clipped.
 *
 * <p>The constant is 0 by default, the mean color of normalized images. The paper's side is 16 for CIFAR-10 and 8 for
 * CIFAR-100.
 *
 * <p>Paper: DeVries and Taylor, "Improved Regularization of Convolutional Neural Networks with Cutout", 2017.
 */
public final class Cutout extends ImageAugmentation {

    private static final long serialVersionUID = 1L;

    private static final long STREAM = 2029771244;

    private final int side;
    private final Fill fill;

    /**
     * Fills squares with 0.
     *
     * @param format order of the features' dimensions
     * @param side of the square in pixels, at least 1
     * @param seed of the draws
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public Cutout(CNN2DFormat format, int side, long seed) {
        this(format, side, seed, new Fill());
    }

    private Cutout(CNN2DFormat format, int side, long seed, Fill fill) {
        super(format, seed, STREAM);
        this.side = Arguments.atLeast("side", side, 1);
        this.fill = fill;
    }

    /**
     * Sets the value inside squares.
     *
     * @param values one for all channels, or one per channel
     * @return a new augmentation, at the beginning of its draws
     * @throws IllegalArgumentException if a value is not finite; at a batch, if images have another number of channels
     */
    public Cutout withFill(double... values) {
        return new Cutout(format(), side, seed(), new Fill(values));
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
