package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import org.deeplearning4j.nn.conf.CNN2DFormat;

/**
 * Blurs each image with a Gaussian kernel of random width. Equals torchvision's {@code GaussianBlur} for the same
 * draws.
 *
 * <p>sigma ~ U(smallest, largest) pixels per image, by default U(0.1, 2). The kernel is exp(-x^2 / (2 sigma^2)) at
 * whole pixels, normalized to sum 1. Images are padded by reflection, so half the kernel must be smaller than the
 * image. Values may have any range.
 */
public final class GaussianBlur extends ImageAugmentation {

    private static final long serialVersionUID = 1L;

    private static final long STREAM = 2;

    private static final double SMALLEST_SIGMA = 0.1;
    private static final double LARGEST_SIGMA = 2;

    private final int kernelSize;
    private final double smallest;
    private final double largest;

    /**
     * Blurs with sigma in [0.1, 2].
     *
     * @param format order of the features' dimensions
     * @param kernelSize side of the kernel in pixels, odd
     * @param seed of the draws
     * @throws IllegalArgumentException if an argument is out of its range; at a batch, if images are too small
     */
    public GaussianBlur(CNN2DFormat format, int kernelSize, long seed) {
        this(format, kernelSize, seed, SMALLEST_SIGMA, LARGEST_SIGMA);
    }

    private GaussianBlur(CNN2DFormat format, int kernelSize, long seed, double smallest, double largest) {
        super(format, seed, STREAM);
        if (kernelSize < 1 || kernelSize % 2 == 0) {
            throw Arguments.invalid("kernelSize", "odd and >= 1", kernelSize);
        }
        this.kernelSize = kernelSize;
        this.smallest = Arguments.positive("smallest sigma", smallest);
        this.largest = largest;
    }

    /**
     * Sets the range of sigma.
     *
     * @param smallestSigma in pixels, above 0
     * @param largestSigma in pixels, at least smallestSigma
     * @return a new augmentation, at the beginning of its draws
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public GaussianBlur withSigma(double smallestSigma, double largestSigma) {
        if (!(largestSigma >= smallestSigma && Double.isFinite(largestSigma))) {
            throw Arguments.invalid("largest sigma", "finite and >= the smallest, " + smallestSigma, largestSigma);
        }
        return new GaussianBlur(format(), kernelSize, seed(), smallestSigma, largestSigma);
    }

    @Override
    ImageShape changed(ImageShape shape) {
        if (kernelSize / 2 >= Math.min(shape.height, shape.width)) {
            throw Arguments.invalid(
                    "height and width of images",
                    "above half the kernel, " + kernelSize / 2,
                    shape.height + "x" + shape.width);
        }
        return shape;
    }

    @Override
    Change draw(SplitMix random, ImageShape shape) {
        return new Blur(shape, Blur.kernel(kernelSize, random.between(smallest, largest)));
    }
}
