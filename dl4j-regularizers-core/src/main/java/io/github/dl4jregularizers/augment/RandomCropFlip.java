package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Cuts a window out of each padded image at random, and mirrors it left to right with probability 1/2.
 *
 * <p>All places of the window in the padded image are equally probable. Padding is 0 by default, which is the mean colour
 * of normalised images; give the normalised value of black to have what torchvision's {@code RandomCrop} before {@code
 * Normalize} gives. Images are [batch, channels, height, width] or [batch, height, width, channels]. Labels and masks
 * that are images themselves are refused: they would no longer lie where the features are.
 *
 * <p>Paper: He et al., "Deep Residual Learning for Image Recognition", CVPR 2016, section 4.2.
 */
public final class RandomCropFlip extends ImageAugmentation {

    private static final long serialVersionUID = 1L;

    private final int height;
    private final int width;
    private final int padding;
    private final Fill fill;

    /**
     * Windows of a size.
     *
     * @param format order of the features' dimensions
     * @param height of the window, at least 1
     * @param width of the window, at least 1
     * @param padding pixels put around the image on each side, from 0
     * @param seed of the draws
     * @param fill value of the padding, one for all or one for each channel; none for 0
     * @throws IllegalArgumentException if an argument is out of its range; at a batch, if padded images are smaller than
     *     the window
     */
    public RandomCropFlip(CNN2DFormat format, int height, int width, int padding, long seed, double... fill) {
        super(format, seed);
        this.height = Arguments.atLeast("height", height, 1);
        this.width = Arguments.atLeast("width", width, 1);
        this.padding = Arguments.atLeast("padding", padding, 0);
        this.fill = new Fill(fill);
    }

    @Override
    ImageShape changed(ImageShape shape) {
        fill.check(shape);
        if (shape.height + 2 * padding < height || shape.width + 2 * padding < width) {
            throw Arguments.invalid(
                    "size of padded images",
                    "at least the crop's " + height + "x" + width,
                    shape.height + 2 * padding + "x" + (shape.width + 2 * padding));
        }
        return shape.resized(height, width);
    }

    @Override
    void check(Batch batch) {
        requireNoPlaces("labels", batch.labels);
        requireNoPlaces("features mask", batch.featuresMask);
        requireNoPlaces("labels mask", batch.labelsMask);
    }

    private static void requireNoPlaces(String name, INDArray array) {
        if (array != null && array.rank() > 3) {
            throw Arguments.invalid(
                    name,
                    "without rows and columns, which are cropped in the features only",
                    "of shape " + Arrays.toString(array.shape()));
        }
    }

    @Override
    Change draw(SplitMix random, ImageShape shape) {
        int top = random.nextInt(shape.height + 2 * padding - height + 1) - padding;
        int left = random.nextInt(shape.width + 2 * padding - width + 1) - padding;
        boolean mirrored = random.nextInt(2) == 1;
        return (image, out) -> crop(image, shape, out, top, left, mirrored);
    }

    /** The window whose first pixel is the image's pixel at top and left, which may lie outside. */
    void crop(double[] image, ImageShape shape, double[] out, int top, int left, boolean mirrored) {
        ImageShape window = shape.resized(height, width);
        for (int channel = 0; channel < shape.channels; channel++) {
            double outside = fill.of(channel);
            for (int row = 0; row < height; row++) {
                int from = channel * shape.channelStride + (top + row) * shape.rowStride;
                int to = channel * window.channelStride + row * window.rowStride;
                boolean rowInside = top + row >= 0 && top + row < shape.height;
                for (int i = 0; i < width; i++) {
                    int column = left + (mirrored ? width - 1 - i : i);
                    boolean inside = rowInside && column >= 0 && column < shape.width;
                    out[to + i * window.columnStride] = inside ? image[from + column * shape.columnStride] : outside;
                }
            }
        }
    }
}
