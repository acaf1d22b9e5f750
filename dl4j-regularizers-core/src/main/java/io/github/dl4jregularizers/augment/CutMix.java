package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Replaces a rectangle of each image by that of another image of the batch, and mixes labels by area.
 *
 * <p>lambda ~ Beta(alpha, alpha). The rectangle has the sides floor(H sqrt(1 - lambda)) and floor(W sqrt(1 - lambda)),
 * made even as in the authors' code. Its center is a uniform pixel, and it is clipped to the image. Labels: y = lambda'
 * y_i + (1 - lambda') y_j with lambda' = 1 - (clipped area) / (H W) and j = batch - 1 - i. One rectangle per batch.
 * Images are [batch, channels, height, width] or [batch, height, width, channels]. Labels are [batch, classes], one-hot
 * or probabilities.
 *
 * <p>Labels and masks that are images, of the images' height and width, receive the same rectangle of the partner.
 *
 * <p>A batch of one example is not changed, such as the last one of an epoch. Labels that are no probabilities and
 * partners with different masks are refused.
 *
 * <p>Paper: Yun et al., "CutMix: Regularization Strategy to Train Strong Classifiers with Localizable Features", ICCV
 * 2019.
 */
public final class CutMix extends Mixing {

    private static final long serialVersionUID = 1L;

    private static final long STREAM = 2029738202;

    private final CNN2DFormat format;

    /**
     * Mixes every batch.
     *
     * @param format order of the features' dimensions
     * @param alpha of the beta distribution, above 0; 1 in the paper
     * @param seed of the draws
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public CutMix(CNN2DFormat format, double alpha, long seed) {
        this(format, alpha, 1, seed);
    }

    private CutMix(CNN2DFormat format, double alpha, double probability, long seed) {
        super(alpha, probability, seed, STREAM);
        this.format = Arguments.required("format", format);
    }

    /**
     * Sets the probability of mixing a batch.
     *
     * @param probability in [0, 1]; 1 by default and in the paper for ImageNet, 0.5 there for CIFAR
     * @return a new augmentation, at the beginning of its draws
     * @throws IllegalArgumentException if probability is out of its range
     */
    public CutMix withProbability(double probability) {
        return new CutMix(format, alpha, probability, seed());
    }

    @Override
    void check(Batch batch) {
        if (!isImage(batch.labels)) {
            super.check(batch);
            return;
        }
        ImageShape shape = ImageShape.of(format, batch.features);
        ImageAugmentation.requireSize("labels", format, batch.labels, shape);
        for (INDArray mask : new INDArray[] {batch.featuresMask, batch.labelsMask}) {
            if (isImage(mask)) {
                ImageAugmentation.requireSize("mask", format, mask, shape);
            } else {
                requireSymmetric("mask", mask);
            }
        }
    }

    private static boolean isImage(INDArray array) {
        return array != null && array.rank() == ImageAugmentation.IMAGE_RANK;
    }

    @Override
    void mix(Batch batch, double share, SplitMix random) {
        ImageShape shape = ImageShape.of(format, batch.features);
        Rectangle rectangle = rectangle(share, random.nextInt(shape.height), random.nextInt(shape.width), shape);
        batch.setFeatures(pasted(batch.features, shape, rectangle));
        if (isImage(batch.labels)) {
            batch.setLabels(pasted(batch.labels, rectangle));
            batch.setFeaturesMask(pasted(batch.featuresMask, rectangle));
            batch.setLabelsMask(pasted(batch.labelsMask, rectangle));
        } else {
            batch.setLabels(mixed(batch.labels, 1 - (double) rectangle.area() / shape.pixels()));
        }
    }

    private INDArray pasted(INDArray array, Rectangle rectangle) {
        return isImage(array) ? pasted(array, ImageShape.inOrder(format, array), rectangle) : array;
    }

    /** Returns the rectangle that leaves a share of the image, around a pixel. */
    static Rectangle rectangle(double share, int row, int column, ImageShape shape) {
        double side = Math.sqrt(1 - share);
        int halfHeight = (int) (shape.height * side) / 2;
        int halfWidth = (int) (shape.width * side) / 2;
        return Rectangle.around(row, column, 2 * halfHeight, 2 * halfWidth, shape);
    }

    /** Returns every image with the rectangle of its partner. */
    static INDArray pasted(INDArray features, ImageShape shape, Rectangle rectangle) {
        Examples images = Examples.of(features);
        int count = Math.toIntExact(features.size(0));
        Examples out = Examples.create(features.dataType(), shape.batch(count));
        double[] image = new double[shape.length()];
        double[] partner = new double[shape.length()];
        for (int i = 0; i < count; i++) {
            rectangle.copy(shape, images.read(count - 1 - i, partner), images.read(i, image));
            out.write(i, image);
        }
        return out.array();
    }
}
