package io.github.dl4jregularizers.augment;

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

    @Override
    public void apply(double[] image, double[] out) {
        double[] rows = new double[shape.length()];
        for (int channel = 0; channel < shape.channels; channel++) {
            int start = channel * shape.channelStride;
            for (int row = 0; row < shape.height; row++) {
                line(image, rows, start + row * shape.rowStride, shape.columnStride, shape.width);
            }
            for (int column = 0; column < shape.width; column++) {
                line(rows, out, start + column * shape.columnStride, shape.rowStride, shape.height);
            }
        }
    }

    private void line(double[] from, double[] to, int start, int stride, int length) {
        int half = kernel.length / 2;
        for (int i = 0; i < length; i++) {
            double sum = 0;
            for (int k = 0; k < kernel.length; k++) {
                sum += kernel[k] * from[start + reflected(i + k - half, length) * stride];
            }
            to[start + i * stride] = sum;
        }
    }

    /** Reflects an index at the first and last pixel, which are not repeated. */
    private static int reflected(int index, int length) {
        int positive = Math.abs(index);
        return positive < length ? positive : 2 * (length - 1) - positive;
    }
}
