package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import org.deeplearning4j.nn.conf.CNN2DFormat;

/**
 * Blanks a rectangle of some images, of random area, aspect and place, that lies inside the image; or fills it with noise.
 *
 * <p>With the given probability: share of the area ~ U(0.02, 0.33), log(height / width) ~ U(log 0.3, log 3.3), sides
 * rounded; a rectangle that does not fit is drawn again, at most 10 times, after which the image stays as it is. As
 * torchvision's {@code RandomErasing}, with a constant value or, by {@link #withNoise}, with {@code value='random'} (timm's
 * mode "pixel"): a draw from N(0, 1) for each pixel and channel, which has the moments of normalised images. Images are
 * [batch, channels, height, width] or [batch, height, width, channels]. Blank is 0 by default, the mean colour of
 * normalised images.
 *
 * <p>Paper: Zhong et al., "Random Erasing Data Augmentation", AAAI 2020.
 */
public final class RandomErasing extends ImageAugmentation {

    private static final long serialVersionUID = 1L;

    private static final int TRIES = 10;
    private static final double SMALLEST_AREA = 0.02;
    private static final double LARGEST_AREA = 0.33;
    private static final double LOWEST_ASPECT = 0.3;
    private static final double HIGHEST_ASPECT = 3.3;

    private final double probability;
    private final Fill fill;
    private final boolean noise;

    /**
     * Rectangles at a probability.
     *
     * @param format order of the features' dimensions
     * @param probability of erasing in an image, in [0, 1]; the paper's and torchvision's is 0.5
     * @param seed of the draws
     * @param fill what blank is, one value for all or one for each channel; none for 0
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public RandomErasing(CNN2DFormat format, double probability, long seed, double... fill) {
        this(format, probability, seed, new Fill(fill), false);
    }

    private RandomErasing(CNN2DFormat format, double probability, long seed, Fill fill, boolean noise) {
        super(format, seed);
        this.probability = Arguments.between("probability", probability, 0, 1);
        this.fill = fill;
        this.noise = noise;
    }

    /**
     * Rectangles of noise at a probability: N(0, 1) for each pixel and channel.
     *
     * @param format order of the features' dimensions
     * @param probability of erasing in an image, in [0, 1]
     * @param seed of the draws
     * @return the augmentation
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public static RandomErasing withNoise(CNN2DFormat format, double probability, long seed) {
        return new RandomErasing(format, probability, seed, new Fill(), true);
    }

    @Override
    ImageShape changed(ImageShape shape) {
        fill.check(shape);
        return shape;
    }

    @Override
    Change draw(SplitMix random, ImageShape shape) {
        Rectangle rectangle = random.nextDouble() < probability ? rectangle(random, shape) : new Rectangle(0, 0, 0, 0);
        return new Erasure(rectangle, shape, noise ? noise(random.nextLong()) : fill);
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
        return new Rectangle(0, 0, 0, 0);
    }
}
