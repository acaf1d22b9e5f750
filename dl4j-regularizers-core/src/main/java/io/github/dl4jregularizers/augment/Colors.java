package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;

/** Color operations in place, on images with values in [0, 1]. Equal to torchvision's. */
final class Colors {

    /** Red, green, blue. */
    static final int CHANNELS = 3;

    private static final double RED = 0.2989;
    private static final double GREEN = 0.587;
    private static final double BLUE = 0.114;

    /** Largest distance from the middle of [0, 1], with the rounding error of interpolated values. */
    private static final double LARGEST_DISTANCE = 0.5 + 0x1p-40;

    private Colors() {}

    /** Refuses images that are not of red, green and blue. */
    static ImageShape requireRgb(ImageShape shape) {
        if (shape.channels != CHANNELS) {
            throw Arguments.invalid("channels of images", "3: red, green, blue", shape.channels);
        }
        return shape;
    }

    /** Refuses values outside [0, 1], NaN included. Interpolated values may be off by a rounding error. */
    static void requireUnitRange(double[] image) {
        for (double value : image) {
            if (!(Math.abs(value - 0.5) <= LARGEST_DISTANCE)) {
                throw Arguments.invalid("values of images", "in [0, 1]: change colors before normalizing", value);
            }
        }
    }

    static double clamped(double value) {
        return Math.min(Math.max(value, 0), 1);
    }

    /** Multiplies by a factor. */
    static void brightness(double[] image, double factor) {
        for (int i = 0; i < image.length; i++) {
            image[i] = clamped(factor * image[i]);
        }
    }

    /** Blends with the image's mean gray. */
    static void contrast(ImageShape shape, double[] image, double factor) {
        double sum = 0;
        for (int pixel = 0; pixel < shape.pixels(); pixel++) {
            sum += gray(shape, image, pixel);
        }
        double gray = (1 - factor) * (sum / shape.pixels());
        for (int i = 0; i < image.length; i++) {
            image[i] = clamped(factor * image[i] + gray);
        }
    }

    /** Blends each pixel with its gray. */
    static void saturation(ImageShape shape, double[] image, double factor) {
        for (int pixel = 0; pixel < shape.pixels(); pixel++) {
            double gray = (1 - factor) * gray(shape, image, pixel);
            for (int channel = 0; channel < shape.channels; channel++) {
                int place = shape.at(pixel) + channel * shape.channelStride;
                image[place] = clamped(factor * image[place] + gray);
            }
        }
    }

    /** Returns the luma of a pixel: 0.2989 red + 0.587 green + 0.114 blue; of one channel, the channel. */
    static double gray(ImageShape shape, double[] image, int pixel) {
        int red = shape.at(pixel);
        if (shape.channels == 1) {
            return image[red];
        }
        return RED * image[red]
                + GREEN * image[red + shape.channelStride]
                + BLUE * image[red + 2 * shape.channelStride];
    }

    /** Rotates the hue by a share of the full circle. */
    static void hue(ImageShape shape, double[] image, double share) {
        if (share == 0) {
            return;
        }
        for (int pixel = 0; pixel < shape.pixels(); pixel++) {
            int red = shape.at(pixel);
            int green = red + shape.channelStride;
            int blue = green + shape.channelStride;
            double largest = Math.max(image[red], Math.max(image[green], image[blue]));
            double chroma = largest - Math.min(image[red], Math.min(image[green], image[blue]));
            double sector = sector(image[red], image[green], image[blue], largest, chroma) + 6 * share;
            image[red] = largest - chroma * lack(sector + 5);
            image[green] = largest - chroma * lack(sector + 3);
            image[blue] = largest - chroma * lack(sector + 1);
        }
    }

    /** Returns the hue in sixths of the circle; 0 for gray. */
    private static double sector(double red, double green, double blue, double largest, double chroma) {
        if (chroma == 0) {
            return 0;
        }
        if (largest == red) {
            return (green - blue) / chroma;
        }
        return largest == green ? 2 + (blue - red) / chroma : 4 + (red - green) / chroma;
    }

    /**
     * Returns the share of the chroma that a primary color lacks at a hue, in sixths of the circle. It lacks none from
     * 3 to 5.
     */
    private static double lack(double sixths) {
        double k = sixths - 6 * Math.floor(sixths / 6);
        return Math.max(0, Math.min(1, Math.min(k, 4 - k)));
    }
}
