package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The memory layout of one image. */
final class ImageShape {

    private static final int RANK = 4;

    final CNN2DFormat format;
    final int channels;
    final int height;
    final int width;
    /** Distance between the channels of a pixel. */
    final int channelStride;
    /** Distance between vertical neighbors. */
    final int rowStride;
    /** Distance between horizontal neighbors. */
    final int columnStride;

    ImageShape(CNN2DFormat format, int channels, int height, int width) {
        this.format = format;
        this.channels = channels;
        this.height = height;
        this.width = width;
        boolean channelsFirst = format == CNN2DFormat.NCHW;
        channelStride = channelsFirst ? height * width : 1;
        columnStride = channelsFirst ? 1 : channels;
        rowStride = width * columnStride;
    }

    /** Returns the shape of each image in a batch of features. */
    static ImageShape of(CNN2DFormat format, INDArray features) {
        if (features.rank() != RANK || !features.dataType().isFPType()) {
            throw Arguments.invalid(
                    "features",
                    "images: floating-point numbers of shape "
                            + (format == CNN2DFormat.NCHW
                                    ? "[batch, channels, height, width]"
                                    : "[batch, height, width, channels]"),
                    features.dataType() + " of shape " + Arrays.toString(features.shape()));
        }
        return inOrder(format, features);
    }

    /** Returns the shape of each image in an array of any type; null for another rank than 4. */
    static ImageShape inOrder(CNN2DFormat format, INDArray images) {
        if (images.rank() != RANK) {
            return null;
        }
        int first = Math.toIntExact(images.size(1));
        int second = Math.toIntExact(images.size(2));
        int third = Math.toIntExact(images.size(RANK - 1));
        return format == CNN2DFormat.NCHW
                ? new ImageShape(format, first, second, third)
                : new ImageShape(format, third, first, second);
    }

    /** Returns the shape of images of another size. */
    ImageShape resized(int newHeight, int newWidth) {
        return new ImageShape(format, channels, newHeight, newWidth);
    }

    long[] batch(long size) {
        return format == CNN2DFormat.NCHW
                ? new long[] {size, channels, height, width}
                : new long[] {size, height, width, channels};
    }

    int length() {
        return channels * height * width;
    }

    int pixels() {
        return height * width;
    }

    /** Returns the index of a pixel's first channel. Pixels are numbered row by row. */
    int at(int pixel) {
        return pixel * columnStride;
    }
}
