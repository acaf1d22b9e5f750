package io.github.dl4jregularizers.augment;

import java.util.Arrays;

/** Convolves each channel with the same symmetric kernel along columns and along rows. Pads by reflection. */
final class Blur implements Change {

    private final ImageShape shape;
    private final double[] kernel;

    Blur(ImageShape shape, double[] kernel) {
        this.shape = shape;
        this.kernel = kernel;
    }

    /** Returns a Gaussian at whole pixels, with sum 1. */
    static double[] kernel(int size, double sigma) {
        double[] kernel = new double[size];
        double sum = 0;
        for (int i = 0; i < size; i++) {
            double x = (i - size / 2) / sigma;
            kernel[i] = Math.exp(-0.5 * x * x);
            sum += kernel[i];
        }
        for (int i = 0; i < size; i++) {
            kernel[i] /= sum;
        }
        return kernel;
    }

    /** Filters the rows, then the columns. Inner loops run over neighbors in memory. */
    @Override
    public void apply(double[] image, double[] out) {
        int width = shape.width;
        int half = kernel.length / 2;
        double[] line = new double[width + 2 * half];
        double[] rows = new double[shape.pixels()];
        double[] sums = new double[width];
        for (int channel = 0; channel < shape.channels; channel++) {
            int start = channel * shape.channelStride;
            for (int row = 0; row < shape.height; row++) {
                for (int i = 0; i < line.length; i++) {
                    int column = reflected(i - half, width);
                    line[i] = image[start + row * shape.rowStride + column * shape.columnStride];
                }
                Arrays.fill(sums, 0);
                for (int k = 0; k < kernel.length; k++) {
                    add(kernel[k], line, k, sums);
                }
                System.arraycopy(sums, 0, rows, row * width, width);
            }
            for (int row = 0; row < shape.height; row++) {
                Arrays.fill(sums, 0);
                for (int k = 0; k < kernel.length; k++) {
                    add(kernel[k], rows, reflected(row + k - half, shape.height) * width, sums);
                }
                for (int column = 0; column < width; column++) {
                    out[start + row * shape.rowStride + column * shape.columnStride] = sums[column];
                }
            }
        }
    }

    private static void add(double factor, double[] values, int from, double[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += factor * values[from + i];
        }
    }

    /** Reflects an index at the first and last pixel, which are not repeated. */
    private static int reflected(int index, int length) {
        int positive = Math.abs(index);
        return positive < length ? positive : 2 * (length - 1) - positive;
    }
}
