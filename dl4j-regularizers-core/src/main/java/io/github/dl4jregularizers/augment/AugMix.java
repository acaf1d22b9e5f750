package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.CNN2DFormat;

/**
 * Mixes each image with randomly changed copies of it. Equals torchvision's {@code AugMix} for the same draws and a
 * given fill.
 *
 * <p>Formula: m x + (1 - m) (w_1 c_1(x) + .. + w_k c_k(x)), with m ~ Beta(alpha, alpha) and w ~ Dirichlet(alpha, ..,
 * alpha). Each chain c_i applies one to three random operations: those of {@link RandAugment} without the identity. The
 * magnitude is one of the lowest {@code severity} of ten levels, with a random sign where the operation has one.
 *
 * <p>Defaults, as in torchvision: k 3, severity 3, alpha 1, all operations, bilinear interpolation, fill 0. The paper
 * leaves out brightness, color, contrast and sharpness, which its test images contain.
 *
 * <p>Images have 3 channels with values in [0, 1], before normalization. The labels of images are not changed; labels
 * that are images are refused.
 *
 * <p>Paper: Hendrycks et al., "AugMix: A Simple Data Processing Method to Improve Robustness and Uncertainty", ICLR
 * 2020.
 */
public final class AugMix extends ResampledAugmentation<AugMix> {

    private static final long serialVersionUID = 1L;

    private static final long STREAM = 12;

    private static final int USUAL_WIDTH = 3;
    private static final int USUAL_SEVERITY = 3;
    private static final int LARGEST_DEPTH = 3;

    private final int width;
    private final int severity;
    private final double alpha;
    private final boolean allOperations;

    /**
     * Mixes three chains of severity 3.
     *
     * @param format order of the features' dimensions
     * @param seed of the draws
     * @throws IllegalArgumentException if format is missing; at a batch, if images do not have three channels or values
     *     in [0, 1], or labels are images
     */
    public AugMix(CNN2DFormat format, long seed) {
        this(format, seed, USUAL_WIDTH, USUAL_SEVERITY, 1, true, new Resampling(Interpolation.BILINEAR, new Fill()));
    }

    private AugMix(
            CNN2DFormat format,
            long seed,
            int width,
            int severity,
            double alpha,
            boolean allOperations,
            Resampling resampling) {
        super(format, seed, STREAM, resampling);
        this.width = Arguments.atLeast("width", width, 1);
        this.severity = (int) Arguments.between("severity", severity, 1, PolicySpace.AUG_MIX.levels());
        this.alpha = Arguments.positive("alpha", alpha);
        this.allOperations = allOperations;
    }

    /**
     * Sets the number of chains.
     *
     * @param chains k, at least 1; 3 by default
     * @return a new augmentation, at the beginning of its draws
     * @throws IllegalArgumentException if chains is out of its range
     */
    public AugMix withWidth(int chains) {
        return new AugMix(format(), seed(), chains, severity, alpha, allOperations, resampling());
    }

    /**
     * Sets the number of magnitudes to draw from.
     *
     * @param levels from 1 to 10; 3 by default
     * @return a new augmentation, at the beginning of its draws
     * @throws IllegalArgumentException if levels is out of its range
     */
    public AugMix withSeverity(int levels) {
        return new AugMix(format(), seed(), width, levels, alpha, allOperations, resampling());
    }

    /**
     * Sets the parameter of the distributions of the weights.
     *
     * @param concentration alpha, above 0; 1 by default
     * @return a new augmentation, at the beginning of its draws
     * @throws IllegalArgumentException if concentration is out of its range
     */
    public AugMix withAlpha(double concentration) {
        return new AugMix(format(), seed(), width, severity, concentration, allOperations, resampling());
    }

    /**
     * Leaves out brightness, color, contrast and sharpness, as the paper does.
     *
     * @return a new augmentation, at the beginning of its draws
     */
    public AugMix withoutCorruptions() {
        return new AugMix(format(), seed(), width, severity, alpha, false, resampling());
    }

    @Override
    AugMix with(Resampling changed) {
        return new AugMix(format(), seed(), width, severity, alpha, allOperations, changed);
    }

    /** Returns the operations to draw from. */
    List<PolicyOperation> operations() {
        return Arrays.stream(PolicyOperation.values())
                .filter(operation -> operation != PolicyOperation.IDENTITY)
                .filter(operation -> allOperations || !operation.isCorruption())
                .collect(Collectors.toList());
    }

    @Override
    ImageShape changed(ImageShape shape) {
        return Colors.requireRgb(super.changed(shape));
    }

    @Override
    Change draw(SplitMix random, ImageShape shape) {
        double own = Beta.symmetric(alpha, random);
        double[] weights = Beta.dirichlet(alpha, width, random);
        List<PolicyOperation> operations = operations();
        List<Change> chains = new ArrayList<>();
        for (int chain = 0; chain < width; chain++) {
            weights[chain] *= 1 - own;
            chains.add(chain(operations, random, shape));
        }
        return new Mixture(shape, own, chains, weights);
    }

    private Change chain(List<PolicyOperation> operations, SplitMix random, ImageShape shape) {
        List<Change> changes = new ArrayList<>();
        int depth = 1 + random.nextInt(LARGEST_DEPTH);
        for (int i = 0; i < depth; i++) {
            PolicyOperation operation = operations.get(random.nextInt(operations.size()));
            double magnitude = PolicySpace.AUG_MIX.magnitude(operation, random.nextInt(severity), shape);
            changes.add(operation.change(shape, operation.signed(magnitude, random), resampling()));
        }
        return new Chain(shape, changes);
    }
}
