package io.github.dl4jregularizers.augment;

import java.util.Arrays;

/** Convolves each channel with the same symmetric kernel along columns and along rows. Pads by reflection. */
final class Blur implements Change {

    private static final int AT_ONCE = 4;

    private final ImageShape shape;
    private final Filter alongColumns;
    private final Filter alongRows;

    Blur(ImageShape shape, double[] kernel) {
        this.shape = shape;
        alongColumns = new Filter(kernel, shape.height);
        alongRows = shape.width == shape.height ? alongColumns : new Filter(kernel, shape.width);
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

    /** Filters columns of the image, then columns of its transpose. */
    @Override
    public void apply(double[] image, double[] out) {
        double[][] plane = new double[shape.height][shape.width];
        double[][] filtered = new double[shape.height][shape.width];
        double[][] transposed = new double[shape.width][shape.height];
        double[][] result = new double[shape.width][shape.height];
        for (int channel = 0; channel < shape.channels; channel++) {
            int start = channel * shape.channelStride;
            for (int row = 0; row < shape.height; row++) {
                for (int column = 0; column < shape.width; column++) {
                    plane[row][column] = image[start + row * shape.rowStride + column * shape.columnStride];
                }
            }
            alongColumns.apply(plane, filtered);
            for (int row = 0; row < shape.height; row++) {
                for (int column = 0; column < shape.width; column++) {
                    transposed[column][row] = filtered[row][column];
                }
            }
            alongRows.apply(transposed, result);
            for (int row = 0; row < shape.height; row++) {
                for (int column = 0; column < shape.width; column++) {
                    out[start + row * shape.rowStride + column * shape.columnStride] = result[column][row];
                }
            }
        }
    }

    /** The weights of each place's sources: the kernel with its parts outside the image reflected into it. */
    private static final class Filter {

        private final int[] first;
        private final double[][] weights;

        Filter(double[] kernel, int length) {
            int half = kernel.length / 2;
            first = new int[length];
            weights = new double[length][];
            for (int place = 0; place < length; place++) {
                first[place] = Math.max(0, place - half);
                weights[place] = new double[Math.min(length - 1, place + half) - first[place] + 1];
                for (int i = 0; i < kernel.length; i++) {
                    weights[place][reflected(place + i - half, length) - first[place]] += kernel[i];
                }
            }
        }

        /** Reflects an index at the first and last pixel, which are not repeated. */
        private static int reflected(int index, int length) {
            int positive = Math.abs(index);
            return positive < length ? positive : 2 * (length - 1) - positive;
        }

        /** Computes weighted sums of rows. Each row is an array of its own, so that Java's compiler vectorizes. */
        void apply(double[][] rows, double[][] sums) {
            for (int place = 0; place < sums.length; place++) {
                Arrays.fill(sums[place], 0);
                int row = first[place];
                int i = 0;
                for (; i + AT_ONCE <= weights[place].length; i += AT_ONCE) {
                    addFour(weights[place], i, rows, row + i, sums[place]);
                }
                for (; i < weights[place].length; i++) {
                    add(weights[place][i], rows[row + i], sums[place]);
                }
            }
        }

        private static void add(double weight, double[] row, double[] sums) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += weight * row[i];
            }
        }

        /** Reads and writes the sums once instead of four times. */
        private static void addFour(double[] weights, int at, double[][] rows, int from, double[] sums) {
            double a = weights[at];
            double b = weights[at + 1];
            double c = weights[at + 2];
            double d = weights[at + 3];
            double[] first = rows[from];
            double[] second = rows[from + 1];
            double[] third = rows[from + 2];
            double[] fourth = rows[from + 3];
            for (int i = 0; i < sums.length; i++) {
                sums[i] += a * first[i] + b * second[i] + (c * third[i] + d * fourth[i]);
            }
        }
    }
}
