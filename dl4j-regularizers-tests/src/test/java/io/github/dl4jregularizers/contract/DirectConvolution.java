package io.github.dl4jregularizers.contract;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.iter.NdIndexIterator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A two-dimensional convolution by its definition, channels first, with zeros around the image. */
final class DirectConvolution {

    private final int[] kernel;
    private final int[] stride;
    private final int[] padding;
    private final int[] dilation;

    /** Padding is that of the top and left; at the bottom and right as much, or one more where a last step needs it. */
    DirectConvolution(int[] kernel, int[] stride, int[] padding, int[] dilation) {
        this.kernel = kernel;
        this.stride = stride;
        this.padding = padding;
        this.dilation = dilation;
    }

    int[] kernel() {
        return kernel.clone();
    }

    int[] stride() {
        return stride.clone();
    }

    int[] padding() {
        return padding.clone();
    }

    int[] dilation() {
        return dilation.clone();
    }

    INDArray of(INDArray input, INDArray weights, long height, long width) {
        INDArray output = Nd4j.create(DataType.DOUBLE, input.size(0), weights.size(0), height, width);
        NdIndexIterator indices = new NdIndexIterator('c', output.shape());
        while (indices.hasNext()) {
            long[] at = indices.next();
            double sum = 0;
            NdIndexIterator taps = new NdIndexIterator('c', 1, weights.size(1), weights.size(2), weights.size(3));
            while (taps.hasNext()) {
                long[] tap = taps.next();
                long row = at[2] * stride[0] - padding[0] + tap[2] * dilation[0];
                long column = at[3] * stride[1] - padding[1] + tap[3] * dilation[1];
                if (row >= 0 && row < input.size(2) && column >= 0 && column < input.size(3)) {
                    sum += input.getDouble(at[0], tap[1], row, column)
                            * weights.getDouble(at[1], tap[1], tap[2], tap[3]);
                }
            }
            output.putScalar(at, sum);
        }
        return output;
    }
}
