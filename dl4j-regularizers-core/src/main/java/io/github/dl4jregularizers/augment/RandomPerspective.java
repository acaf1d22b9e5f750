package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import org.deeplearning4j.nn.conf.CNN2DFormat;

/**
 * Views some images from a random angle. Equals torchvision's {@code RandomPerspective} for the same draws.
 *
 * <p>At the given probability, each corner of the image moves inwards by a whole number of pixels: horizontally ~
 * U{0, .., distortion width / 2}, vertically ~ U{0, .., distortion height / 2}. The perspective map of the four corners
 * moves the pixels. Corners that are not convex, which a distortion near 1 allows, are drawn again. Images of one row
 * or column are not changed. Defaults, as in torchvision: probability 0.5, bilinear interpolation, fill 0.
 *
 * <p>Labels and masks that are images move with the features, with nearest interpolation.
 */
public final class RandomPerspective extends ResampledAugmentation<RandomPerspective> {

    private static final long serialVersionUID = 1L;

    private static final long STREAM = 9;

    private static final double USUAL_PROBABILITY = 0.5;

    private final double distortion;
    private final double probability;

    /**
     * Distorts every second image.
     *
     * @param format order of the features' dimensions
     * @param distortion largest move of a corner as a share of half the image, in [0, 1); 0.5 in torchvision
     * @param seed of the draws
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public RandomPerspective(CNN2DFormat format, double distortion, long seed) {
        this(format, distortion, USUAL_PROBABILITY, seed, new Resampling(Interpolation.BILINEAR, new Fill()));
    }

    private RandomPerspective(
            CNN2DFormat format, double distortion, double probability, long seed, Resampling resampling) {
        super(format, seed, STREAM, resampling);
        this.distortion = Arguments.rate("distortion", distortion);
        this.probability = Arguments.between("probability", probability, 0, 1);
    }

    /**
     * Sets the probability of distorting an image.
     *
     * @param share in [0, 1]; 0.5 by default
     * @return a new augmentation, at the beginning of its draws
     * @throws IllegalArgumentException if share is out of its range
     */
    public RandomPerspective withProbability(double share) {
        return new RandomPerspective(format(), distortion, share, seed(), resampling());
    }

    @Override
    RandomPerspective with(Resampling changed) {
        return new RandomPerspective(format(), distortion, probability, seed(), changed);
    }

    @Override
    Change draw(SplitMix random, ImageShape shape) {
        if (random.nextDouble() >= probability) {
            return Change.none(shape);
        }
        double right = shape.width - 1;
        double bottom = shape.height - 1;
        double[][] corners = {{0, 0}, {right, 0}, {right, bottom}, {0, bottom}};
        double[][] moved = moved(random, shape, corners);
        while (right > 0 && bottom > 0 && !isConvex(moved)) {
            moved = moved(random, shape, corners);
        }
        return right > 0 && bottom > 0
                ? new PerspectiveChange(shape, Homography.of(moved, corners), resampling())
                : Change.none(shape);
    }

    private double[][] moved(SplitMix random, ImageShape shape, double[]... corners) {
        double[][] moved = new double[corners.length][];
        for (int i = 0; i < corners.length; i++) {
            int x = random.nextInt((int) (distortion * (shape.width / 2)) + 1);
            int y = random.nextInt((int) (distortion * (shape.height / 2)) + 1);
            moved[i] =
                    new double[] {corners[i][0] == 0 ? x : corners[i][0] - x, corners[i][1] == 0 ? y : corners[i][1] - y
                    };
        }
        return moved;
    }

    /** Tests whether every corner turns to the same side. Others have no map, or one with a pole in the image. */
    private static boolean isConvex(double[]... corners) {
        for (int i = 0; i < corners.length; i++) {
            double[] one = corners[i];
            double[] two = corners[(i + 1) % corners.length];
            double[] three = corners[(i + 2) % corners.length];
            if ((two[0] - one[0]) * (three[1] - two[1]) <= (two[1] - one[1]) * (three[0] - two[0])) {
                return false;
            }
        }
        return true;
    }
}
