package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Replaces a rectangle of each image by that of another image of the batch, and its label by the same share.
 *
 * <p>lambda ~ Beta(concentration, concentration); the rectangle has the sides floor(H sqrt(1 - lambda)) and floor(W sqrt(1
 * - lambda)) (made even, as by the authors' code) around a uniformly drawn pixel, clipped to the image; y = lambda' y_i +
 * (1 - lambda') y_j with lambda' = 1 - (clipped area) / (H W) and j = batch - 1 - i. One rectangle for the batch. Images
 * are [batch, channels, height, width] or [batch, height, width, channels]; labels [batch, classes], one-hot or
 * probabilities.
 *
 * <p>Refuses a batch of one, labels that are no probabilities, and partners with different masks.
 *
 * <p>Paper: Yun et al., "CutMix: Regularization Strategy to Train Strong Classifiers with Localizable Features", ICCV
 * 2019.
 */
public final class CutMix extends Mixing {

    private static final long serialVersionUID = 1L;

    private final CNN2DFormat format;

    /**
     * Mixes every batch.
     *
     * @param format order of the features' dimensions
     * @param concentration alpha of the paper, above 0; the paper's is 1
     * @param seed of the draws
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public CutMix(CNN2DFormat format, double concentration, long seed) {
        this(format, concentration, 1, seed);
    }

    /**
     * Mixes some of the batches.
     *
     * @param format order of the features' dimensions
     * @param concentration alpha of the paper, above 0
     * @param probability that a batch is mixed, in [0, 1]; the paper's is 0.5 for CIFAR, 1 for ImageNet
     * @param seed of the draws
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public CutMix(CNN2DFormat format, double concentration, double probability, long seed) {
        super(concentration, probability, seed);
        this.format = Arguments.required("format", format);
    }

    @Override
    double mix(Batch batch, double share, SplitMix random) {
        ImageShape shape = ImageShape.of(format, batch.features);
        Rectangle rectangle = rectangle(share, random.nextInt(shape.height), random.nextInt(shape.width), shape);
        batch.setFeatures(pasted(batch.features, shape, rectangle));
        return 1 - (double) rectangle.area() / (shape.height * shape.width);
    }

    /** The rectangle for a share to keep, around a pixel. */
    static Rectangle rectangle(double share, int row, int column, ImageShape shape) {
        double side = Math.sqrt(1 - share);
        int halfHeight = (int) (shape.height * side) / 2;
        int halfWidth = (int) (shape.width * side) / 2;
        return Rectangle.around(row, column, 2 * halfHeight, 2 * halfWidth, shape);
    }

    /** Every image with the rectangle of its partner. */
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
