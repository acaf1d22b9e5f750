package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.CNN2DFormat;

/**
 * Rotates, translates, scales and shears each image at random around its center. Equals torchvision's {@code
 * RandomAffine} for the same draws.
 *
 * <p>Draws per image: angle ~ U(-rotation, rotation), translations ~ U(-share, share) times width or height, rounded to
 * pixels, scale ~ U(smallest, largest), shear angles ~ U(-shear, shear). The image is sheared, scaled, rotated and then
 * translated. By default nothing moves: set at least one range. Interpolation is bilinear and the fill 0 by default; 0
 * is the mean color of normalized images. With bilinear interpolation, pixels at the border blend with the fill.
 *
 * <p>Labels and masks that are images move with the features, with nearest interpolation.
 */
public final class RandomAffine extends ResampledAugmentation<RandomAffine> {

    private static final long serialVersionUID = 1L;

    private static final long STREAM = 1;

    private static final double HALF_TURN = 180;
    private static final double RIGHT_ANGLE = 90;

    private final AffineRanges ranges;

    /**
     * Creates identity maps: set at least one range.
     *
     * @param format order of the features' dimensions
     * @param seed of the draws
     * @throws IllegalArgumentException if format is missing
     */
    public RandomAffine(CNN2DFormat format, long seed) {
        this(format, seed, new AffineRanges(), new Resampling(Interpolation.BILINEAR, new Fill()));
    }

    private RandomAffine(CNN2DFormat format, long seed, AffineRanges ranges, Resampling resampling) {
        super(format, seed, STREAM, resampling);
        this.ranges = ranges;
    }

    private RandomAffine with(Consumer<AffineRanges> change) {
        AffineRanges changed = ranges.copy();
        change.accept(changed);
        return new RandomAffine(format(), seed(), changed, resampling());
    }

    /**
     * Sets the range of rotations.
     *
     * @param degrees largest angle in either direction, in [0, 180]
     * @return a new augmentation, at the beginning of its draws
     * @throws IllegalArgumentException if degrees is out of its range
     */
    public RandomAffine withRotation(double degrees) {
        Arguments.between("rotation", degrees, 0, HALF_TURN);
        return with(changed -> changed.rotation = degrees);
    }

    /**
     * Sets the range of translations.
     *
     * @param horizontal largest share of the width, in [0, 1]
     * @param vertical largest share of the height, in [0, 1]
     * @return a new augmentation, at the beginning of its draws
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public RandomAffine withTranslation(double horizontal, double vertical) {
        Arguments.between("horizontal translation", horizontal, 0, 1);
        Arguments.between("vertical translation", vertical, 0, 1);
        return with(changed -> {
            changed.horizontal = horizontal;
            changed.vertical = vertical;
        });
    }

    /**
     * Sets the range of scales.
     *
     * @param smallest smallest factor, above 0; below 1 shrinks the image
     * @param largest largest factor, at least smallest
     * @return a new augmentation, at the beginning of its draws
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public RandomAffine withScale(double smallest, double largest) {
        Arguments.positive("smallest scale", smallest);
        if (!(largest >= smallest && Double.isFinite(largest))) {
            throw Arguments.invalid("largest scale", "finite and >= the smallest, " + smallest, largest);
        }
        return with(changed -> {
            changed.smallestScale = smallest;
            changed.largestScale = largest;
        });
    }

    /**
     * Sets the range of shears.
     *
     * @param horizontal largest angle along the rows in degrees, in [0, 90)
     * @param vertical largest angle along the columns in degrees, in [0, 90)
     * @return a new augmentation, at the beginning of its draws
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public RandomAffine withShear(double horizontal, double vertical) {
        requireAcute("horizontal shear", horizontal);
        requireAcute("vertical shear", vertical);
        return with(changed -> {
            changed.shearX = horizontal;
            changed.shearY = vertical;
        });
    }

    private static void requireAcute(String name, double degrees) {
        if (!(degrees >= 0 && degrees < RIGHT_ANGLE)) {
            throw Arguments.invalid(name, "in [0, 90)", degrees);
        }
    }

    @Override
    RandomAffine with(Resampling changed) {
        return new RandomAffine(format(), seed(), ranges, changed);
    }

    @Override
    Change draw(SplitMix random, ImageShape shape) {
        double angle = random.between(-ranges.rotation, ranges.rotation);
        double right = Math.rint(random.between(-1, 1) * ranges.horizontal * shape.width);
        double down = Math.rint(random.between(-1, 1) * ranges.vertical * shape.height);
        double scale = random.between(ranges.smallestScale, ranges.largestScale);
        double shearX = random.between(-ranges.shearX, ranges.shearX);
        double shearY = random.between(-ranges.shearY, ranges.shearY);
        AffineMap map = AffineMap.inverse(angle, scale, shearX, shearY).translated(right, down);
        return new AffineChange(shape, map, resampling());
    }
}
