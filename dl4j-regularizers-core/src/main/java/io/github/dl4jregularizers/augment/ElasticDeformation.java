package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import org.deeplearning4j.nn.conf.CNN2DFormat;

/**
 * Deforms each image by a smooth random field. Equals torchvision's {@code ElasticTransform} for the same draws.
 *
 * <p>Each pixel has draws u, v ~ U(-1, 1). A Gaussian filter of deviation sigma smooths both fields. The source of a
 * pixel lies alpha width / (2 height) u' pixels to the right and alpha height / (2 width) v' pixels below. For square
 * images that is alpha / 2 times the smooth field. Defaults, as in torchvision: alpha 50, sigma 5, bilinear
 * interpolation, fill 0.
 *
 * <p>The filter has radius 4 sigma and reflects at the border, so 4 sigma must be smaller than the image. Labels and
 * masks that are images move with the features, with nearest interpolation.
 *
 * <p>Paper: Simard, Steinkraus and Platt, "Best Practices for Convolutional Neural Networks Applied to Visual Document
 * Analysis", ICDAR 2003.
 */
public final class ElasticDeformation extends ResampledAugmentation<ElasticDeformation> {

    private static final long serialVersionUID = 1L;

    private static final long STREAM = 10;

    private static final double USUAL_ALPHA = 50;
    private static final double USUAL_SIGMA = 5;

    private final double alpha;
    private final double sigma;

    /**
     * Deforms images with alpha 50 and sigma 5.
     *
     * @param format order of the features' dimensions
     * @param seed of the draws
     * @throws IllegalArgumentException if format is missing; at a batch, if images are too small
     */
    public ElasticDeformation(CNN2DFormat format, long seed) {
        this(format, seed, USUAL_ALPHA, USUAL_SIGMA, new Resampling(Interpolation.BILINEAR, new Fill()));
    }

    private ElasticDeformation(CNN2DFormat format, long seed, double alpha, double sigma, Resampling resampling) {
        super(format, seed, STREAM, resampling);
        this.alpha = Arguments.nonNegative("alpha", alpha);
        this.sigma = Arguments.nonNegative("sigma", sigma);
    }

    /**
     * Sets the size of the displacements.
     *
     * @param strength alpha, at least 0; 50 by default
     * @return a new augmentation, at the beginning of its draws
     * @throws IllegalArgumentException if strength is out of its range
     */
    public ElasticDeformation withAlpha(double strength) {
        return new ElasticDeformation(format(), seed(), strength, sigma, resampling());
    }

    /**
     * Sets the smoothness of the displacements.
     *
     * @param deviation sigma in pixels, at least 0; 5 by default; 0 for independent pixels
     * @return a new augmentation, at the beginning of its draws
     * @throws IllegalArgumentException if deviation is out of its range; at a batch, if images are too small
     */
    public ElasticDeformation withSigma(double deviation) {
        return new ElasticDeformation(format(), seed(), alpha, deviation, resampling());
    }

    @Override
    ElasticDeformation with(Resampling changed) {
        return new ElasticDeformation(format(), seed(), alpha, sigma, changed);
    }

    @Override
    ImageShape changed(ImageShape shape) {
        super.changed(shape);
        if (radius() >= Math.min(shape.height, shape.width)) {
            throw Arguments.invalid(
                    "height and width of images", "above 4 sigma, " + radius(), shape.height + "x" + shape.width);
        }
        return shape;
    }

    private int radius() {
        return sigma == 0 ? 0 : (int) (8 * sigma + 1) / 2;
    }

    @Override
    Change draw(SplitMix random, ImageShape shape) {
        double[] right = uniform(random, shape.pixels());
        double[] down = uniform(random, shape.pixels());
        return change(shape, right, down);
    }

    private static double[] uniform(SplitMix random, int size) {
        double[] draws = new double[size];
        for (int i = 0; i < size; i++) {
            draws[i] = random.between(-1, 1);
        }
        return draws;
    }

    /** Returns the change for given draws. */
    Change change(ImageShape shape, double[] u, double[] v) {
        double aspect = (double) shape.width / shape.height;
        double[] kernel = sigma == 0 ? new double[] {1} : Blur.kernel(2 * radius() + 1, sigma);
        Blur blur = new Blur(new ImageShape(CNN2DFormat.NCHW, 1, shape.height, shape.width), kernel);
        return new ElasticChange(
                shape, smooth(blur, u, alpha / 2 * aspect), smooth(blur, v, alpha / 2 / aspect), resampling());
    }

    private static double[] smooth(Blur blur, double[] draws, double scale) {
        double[] smooth = new double[draws.length];
        blur.apply(draws, smooth);
        for (int i = 0; i < smooth.length; i++) {
            smooth[i] *= scale;
        }
        return smooth;
    }
}
