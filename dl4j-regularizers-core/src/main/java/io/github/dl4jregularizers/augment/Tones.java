package io.github.dl4jregularizers.augment;

/** Changes of tone of images with values in [0, 1]. Equal to torchvision's, which count 256 levels from 0 to 255. */
final class Tones {

    private static final int LEVELS = 256;
    private static final int HIGHEST = LEVELS - 1;
    private static final int BITS = 8;
    /** Pixels from a left to a right neighbor. */
    private static final int NEIGHBORS = 3;

    /** Rounding error of single-precision numbers below 1. */
    private static final double ROUNDING = 0x1p-24;

    private Tones() {}

    private static int level(double value) {
        return (int) Math.rint(value * HIGHEST);
    }

    /** Inverts values from a threshold on. */
    static void solarize(double[] image, double[] out, double threshold) {
        Colors.requireUnitRange(image);
        for (int i = 0; i < image.length; i++) {
            out[i] = image[i] >= threshold - ROUNDING ? 1 - image[i] : image[i];
        }
    }

    /** Keeps the highest bits of the level. */
    static void posterize(double[] image, double[] out, int bits) {
        Colors.requireUnitRange(image);
        int mask = -(1 << BITS - bits);
        for (int i = 0; i < image.length; i++) {
            out[i] = (double) (level(image[i]) & mask) / HIGHEST;
        }
    }

    /** Stretches each channel to [0, 1]. */
    static void autoContrast(ImageShape shape, double[] image, double[] out) {
        Colors.requireUnitRange(image);
        for (int channel = 0; channel < shape.channels; channel++) {
            double smallest = Double.POSITIVE_INFINITY;
            double largest = Double.NEGATIVE_INFINITY;
            for (int pixel = 0; pixel < shape.pixels(); pixel++) {
                double value = image[at(shape, channel, pixel)];
                smallest = Math.min(smallest, value);
                largest = Math.max(largest, value);
            }
            boolean isFlat = smallest == largest;
            double offset = isFlat ? 0 : smallest;
            double scale = isFlat ? 1 : 1 / (largest - smallest);
            for (int pixel = 0; pixel < shape.pixels(); pixel++) {
                int place = at(shape, channel, pixel);
                out[place] = Colors.clamped((image[place] - offset) * scale);
            }
        }
    }

    /** Makes the histogram of each channel even. Leaves channels with one dominant level as they are. */
    static void equalize(ImageShape shape, double[] image, double[] out) {
        Colors.requireUnitRange(image);
        for (int channel = 0; channel < shape.channels; channel++) {
            int[] histogram = new int[LEVELS];
            int last = 0;
            for (int pixel = 0; pixel < shape.pixels(); pixel++) {
                int level = level(image[at(shape, channel, pixel)]);
                histogram[level]++;
                last = Math.max(last, level);
            }
            int step = (shape.pixels() - histogram[last]) / HIGHEST;
            int[] table = table(histogram, step);
            for (int pixel = 0; pixel < shape.pixels(); pixel++) {
                int place = at(shape, channel, pixel);
                out[place] = step == 0 ? image[place] : (double) table[level(image[place])] / HIGHEST;
            }
        }
    }

    private static int[] table(int[] histogram, int step) {
        int[] table = new int[LEVELS];
        int below = 0;
        for (int level = 1; level < LEVELS && step > 0; level++) {
            below += histogram[level - 1];
            table[level] = Math.min((below + step / 2) / step, HIGHEST);
        }
        return table;
    }

    /** Blends each inner pixel with the mean of its neighborhood, of weight 5 for itself and 1 for each neighbor. */
    static void sharpness(ImageShape shape, double[] image, double[] out, double factor) {
        Colors.requireUnitRange(image);
        System.arraycopy(image, 0, out, 0, shape.length());
        if (shape.width < NEIGHBORS) {
            return;
        }
        double share = (1 - factor) / 13;
        for (int channel = 0; channel < shape.channels; channel++) {
            for (int row = 1; row < shape.height - 1; row++) {
                int start = at(shape, channel, row * shape.width);
                double left = ofThree(image, start, shape.rowStride);
                double middle = ofThree(image, start + shape.columnStride, shape.rowStride);
                for (int column = 1; column < shape.width - 1; column++) {
                    int place = start + column * shape.columnStride;
                    double right = ofThree(image, place + shape.columnStride, shape.rowStride);
                    double neighborhood = left + middle + right + 4 * image[place];
                    out[place] = Colors.clamped(factor * image[place] + share * neighborhood);
                    left = middle;
                    middle = right;
                }
            }
        }
    }

    /** Returns the sum of a pixel and its vertical neighbors. */
    private static double ofThree(double[] image, int place, int rowStride) {
        return image[place - rowStride] + image[place] + image[place + rowStride];
    }

    private static int at(ImageShape shape, int channel, int pixel) {
        return shape.at(pixel) + channel * shape.channelStride;
    }
}
