package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;

/**
 * Applies random operations of one magnitude to each image. Equals torchvision's {@code RandAugment} for the same
 * draws.
 *
 * <p>Draws n of 14 operations with replacement: identity, shear x and y, translation x and y, rotation, brightness,
 * color, contrast, sharpness, posterize, solarize, auto-contrast, equalize. Each has the magnitude of one level m of
 * 30, and a random sign where it has one. Defaults, as in torchvision: n 2, m 9, nearest interpolation, fill 0.
 *
 * <p>Images have 3 channels with values in [0, 1], before normalization. Labels and masks that are images move with the
 * features.
 *
 * <p>Paper: Cubuk et al., "RandAugment: Practical Automated Data Augmentation with a Reduced Search Space", NeurIPS
 * 2020.
 */
public final class RandAugment extends ResampledAugmentation<RandAugment> {

    private static final long serialVersionUID = 1L;

    private static final long STREAM = 7;

    private static final int USUAL_OPERATIONS = 2;
    private static final int USUAL_MAGNITUDE = 9;

    private final int operations;
    private final int magnitude;

    /**
     * Applies two operations of magnitude 9.
     *
     * @param format order of the features' dimensions
     * @param seed of the draws
     * @throws IllegalArgumentException if format is missing; at a batch, if images do not have three channels or values
     *     in [0, 1]
     */
    public RandAugment(CNN2DFormat format, long seed) {
        this(format, seed, USUAL_OPERATIONS, USUAL_MAGNITUDE, new Resampling(Interpolation.NEAREST, new Fill()));
    }

    private RandAugment(CNN2DFormat format, long seed, int operations, int magnitude, Resampling resampling) {
        super(format, seed, STREAM, resampling);
        this.operations = Arguments.atLeast("operations", operations, 1);
        this.magnitude = (int) Arguments.between("magnitude", magnitude, 0, PolicySpace.RAND_AUGMENT.levels() - 1);
    }

    /**
     * Sets the number of operations per image.
     *
     * @param count n, at least 1; 2 by default
     * @return a new augmentation, at the beginning of its draws
     * @throws IllegalArgumentException if count is out of its range
     */
    public RandAugment withOperations(int count) {
        return new RandAugment(format(), seed(), count, magnitude, resampling());
    }

    /**
     * Sets the magnitude of all operations.
     *
     * @param level m, from 0 to 30; 9 by default
     * @return a new augmentation, at the beginning of its draws
     * @throws IllegalArgumentException if level is out of its range
     */
    public RandAugment withMagnitude(int level) {
        return new RandAugment(format(), seed(), operations, level, resampling());
    }

    @Override
    RandAugment with(Resampling changed) {
        return new RandAugment(format(), seed(), operations, magnitude, changed);
    }

    @Override
    ImageShape changed(ImageShape shape) {
        return Colors.requireRgb(super.changed(shape));
    }

    @Override
    Change draw(SplitMix random, ImageShape shape) {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < operations; i++) {
            PolicyOperation operation = PolicyOperation.draw(random);
            double drawn = PolicySpace.RAND_AUGMENT.magnitude(operation, magnitude, shape);
            changes.add(operation.change(shape, operation.signed(drawn, random), resampling()));
        }
        return new Chain(shape, changes);
    }
}
