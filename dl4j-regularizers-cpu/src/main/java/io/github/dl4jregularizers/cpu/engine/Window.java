package io.github.dl4jregularizers.cpu.engine;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/** Kernel size, stride, padding and dilation of a convolution or pooling; two numbers each, rows first. */
final class Window {

    /** One value. */
    static final Window POINT =
            new Window(new int[] {1, 1}, new int[] {1, 1}, new int[2], new int[] {1, 1}, ConvolutionMode.Truncate);

    private final int[] kernel;
    private final int[] stride;
    private final int[] padding;
    private final int[] dilation;
    private final ConvolutionMode mode;
    private final boolean isTransposed;

    Window(int[] kernel, int[] stride, int[] padding, int[] dilation, ConvolutionMode mode) {
        this(kernel, stride, padding, dilation, mode, false);
    }

    private Window(
            int[] kernel, int[] stride, int[] padding, int[] dilation, ConvolutionMode mode, boolean isTransposed) {
        this.kernel = kernel;
        this.stride = stride;
        this.padding = padding;
        this.dilation = dilation;
        this.mode = mode;
        this.isTransposed = isTransposed;
    }

    /** The window of a deconvolution, which slides over the output instead of the input. */
    Window transposed() {
        return new Window(kernel, stride, padding, dilation, mode, true);
    }

    static Window of(ConvolutionLayer layer) {
        return new Window(
                layer.getKernelSize(),
                layer.getStride(),
                layer.getPadding(),
                layer.getDilation(),
                layer.getConvolutionMode());
    }

    static Window of(SubsamplingLayer layer) {
        return new Window(
                layer.getKernelSize(),
                layer.getStride(),
                layer.getPadding(),
                layer.getDilation(),
                layer.getConvolutionMode());
    }

    /** Whether it visits each position, alone. */
    boolean isPoint() {
        boolean isAlone = Arrays.equals(kernel, POINT.kernel) && Arrays.equals(stride, POINT.stride);
        return isAlone && (mode == ConvolutionMode.Same || Arrays.equals(padding, POINT.padding));
    }

    /** Whether the window fits an input of this size, as DL4J requires it. */
    boolean fits(long height, long width) {
        return fits(0, height) && fits(1, width);
    }

    private boolean fits(int axis, long size) {
        if (mode == ConvolutionMode.Causal) {
            return false;
        }
        if (isTransposed) {
            return outputSize(axis, size) > 0 && total(axis, size) >= 0;
        }
        if (mode == ConvolutionMode.Same) {
            return true;
        }
        long span = size + 2L * padding[axis] - extent(axis);
        return span >= 0 && (mode == ConvolutionMode.Truncate || span % stride[axis] == 0);
    }

    private int extent(int axis) {
        return (kernel[axis] - 1) * dilation[axis] + 1;
    }

    /** Number of output rows (axis 0) or columns (axis 1). */
    long outputSize(int axis, long size) {
        if (isTransposed) {
            return mode == ConvolutionMode.Same
                    ? size * stride[axis]
                    : (size - 1) * stride[axis] + extent(axis) - 2L * padding[axis];
        }
        return mode == ConvolutionMode.Same
                ? (size + stride[axis] - 1) / stride[axis]
                : (size + 2L * padding[axis] - extent(axis)) / stride[axis] + 1;
    }

    long[] kernel() {
        return longs(kernel);
    }

    long[] strides() {
        return longs(stride);
    }

    /** As oneDNN counts it: 0 for none. */
    long[] dilates() {
        return Arrays.stream(dilation).mapToLong(d -> d - 1).toArray();
    }

    boolean isDilated() {
        return Arrays.stream(dilation).anyMatch(d -> d != 1);
    }

    /** Padding before the first rows and columns, for an input of this size. */
    long[] paddingBefore(long height, long width) {
        return new long[] {before(0, height), before(1, width)};
    }

    /** Padding after the last rows and columns that the windows need; negative if they end before the input does. */
    long[] paddingAfter(long height, long width) {
        return new long[] {after(0, height), after(1, width)};
    }

    private long before(int axis, long size) {
        if (mode != ConvolutionMode.Same) {
            return padding[axis];
        }
        return Math.max(0, total(axis, size)) / 2;
    }

    private long after(int axis, long size) {
        return total(axis, size) - before(axis, size);
    }

    private long total(int axis, long size) {
        long other = outputSize(axis, size);
        long windows = isTransposed ? size : other;
        long covered = isTransposed ? other : size;
        return (windows - 1) * stride[axis] + extent(axis) - covered;
    }

    private static long[] longs(int[] values) {
        return Arrays.stream(values).asLongStream().toArray();
    }
}
