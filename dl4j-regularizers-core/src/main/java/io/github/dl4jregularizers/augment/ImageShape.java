package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.nd4j.linalg.api.ndarray.INDArray;

/** How the pixels of one image lie in an array. */
final class ImageShape {

    private static final int RANK = 4;

    final CNN2DFormat format;
    final int channels;
    final int height;
    final int width;
    /** Distance between the channels of a pixel. */
    final int channelStride;
    /** Distance between neighbours in a column. */
    final int rowStride;
    /** Distance between neighbours in a row. */
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

    /** The shape of each image of a batch. */
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
        int first = Math.toIntExact(features.size(1));
        int second = Math.toIntExact(features.size(2));
        int third = Math.toIntExact(features.size(RANK - 1));
        return format == CNN2DFormat.NCHW
                ? new ImageShape(format, first, second, third)
                : new ImageShape(format, third, first, second);
    }

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
}
