package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import org.deeplearning4j.nn.conf.CNN2DFormat;

/**
 * Replaces a random rectangle of some images by a constant or by noise.
 *
 * <p>At the given probability: area share ~ U(0.02, 0.33), log(height / width) ~ U(log 0.3, log 3.3), sides rounded,
 * position uniform inside the image. A rectangle that does not fit is drawn again, at most 10 times; then the image
 * is not changed. Equals torchvision's {@code RandomErasing} with a constant value, 0 by default. {@link #withNoise}
 * equals {@code value='random'} (timm's mode "pixel").
 *
 * <p>Paper: Zhong et al., "Random Erasing Data Augmentation", AAAI 2020.
 */
public final class RandomErasing extends ImageAugmentation {

    private static final long serialVersionUID = 1L;

    private static final long STREAM = 1173106560;

    private static final int TRIES = 10;
    private static final double SMALLEST_AREA = 0.02;
    private static final double LARGEST_AREA = 0.33;
    private static final double LOWEST_ASPECT = 0.3;
    private static final double HIGHEST_ASPECT = 3.3;

    private final double probability;
    /** The constant; null for noise. */
    private final Fill fill;

    /**
     * Fills rectangles with 0.
     *
     * @param format order of the features' dimensions
     * @param probability of erasing in an image, in [0, 1]; 0.5 in the paper and in torchvision
     * @param seed of the draws
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public RandomErasing(CNN2DFormat format, double probability, long seed) {
        this(format, probability, seed, new Fill());
    }

    private RandomErasing(CNN2DFormat format, double probability, long seed, Fill fill) {
        super(format, seed, STREAM);
        this.probability = Arguments.between("probability", probability, 0, 1);
        this.fill = fill;
    }

    /**
     * Fills rectangles with constants.
     *
     * @param values one for all channels, or one per channel
     * @return a new augmentation, at the beginning of its draws
     * @throws IllegalArgumentException if a value is not finite; at a batch, if images have another number of channels
     */
    public RandomErasing withFill(double... values) {
        return new RandomErasing(format(), probability, seed(), new Fill(values));
    }

    /**
     * Fills rectangles with N(0, 1) per pixel and channel, the moments of normalized images.
     *
     * @return a new augmentation, at the beginning of its draws
     */
    public RandomErasing withNoise() {
        return new RandomErasing(format(), probability, seed(), null);
    }

    @Override
    ImageShape changed(ImageShape shape) {
        if (fill != null) {
            fill.check(shape);
        }
        return shape;
    }

    @Override
    Change draw(SplitMix random, ImageShape shape) {
        Rectangle rectangle = random.nextDouble() < probability ? rectangle(random, shape) : Rectangle.EMPTY;
        return new Erasure(rectangle, shape, fill == null ? noise(random.nextLong()) : fill);
    }

    private static Paint noise(long seed) {
        return (channel, pixel) -> Beta.normal(SplitMix.keyed(seed, (long) channel << Integer.SIZE | pixel));
    }

    private static Rectangle rectangle(SplitMix random, ImageShape shape) {
        for (int i = 0; i < TRIES; i++) {
            double area = random.between(SMALLEST_AREA, LARGEST_AREA) * shape.height * shape.width;
            double aspect = Math.exp(random.between(Math.log(LOWEST_ASPECT), Math.log(HIGHEST_ASPECT)));
            int height = (int) Math.rint(Math.sqrt(area * aspect));
            int width = (int) Math.rint(Math.sqrt(area / aspect));
            if (height < shape.height && width < shape.width) {
                int top = random.nextInt(shape.height - height + 1);
                int left = random.nextInt(shape.width - width + 1);
                return new Rectangle(top, left, top + height, left + width);
            }
        }
        return Rectangle.EMPTY;
    }
}
