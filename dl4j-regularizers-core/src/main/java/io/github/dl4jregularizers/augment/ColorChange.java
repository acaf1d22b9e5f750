package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;

/** One image's change of brightness, contrast, saturation and hue. */
final class ColorChange implements ImageAugmentation.Change {

    /** The changes, which do not commute. */
    enum Kind {
        BRIGHTNESS,
        CONTRAST,
        SATURATION,
        HUE
    }

    private static final double RED = 0.2989;
    private static final double GREEN = 0.587;
    private static final double BLUE = 0.114;

    private final ImageShape shape;
    private final Kind[] order;
    private final double brightness;
    private final double contrast;
    private final double saturation;
    private final double hue;

    ColorChange(ImageShape shape, Kind[] order, double brightness, double contrast, double saturation, double hue) {
        this.shape = shape;
        this.order = order;
        this.brightness = brightness;
        this.contrast = contrast;
        this.saturation = saturation;
        this.hue = hue;
    }

    @Override
    public void apply(double[] image, double[] out) {
        for (double value : image) {
            if (!(value >= 0 && value <= 1)) {
                throw Arguments.invalid("values of images", "in [0, 1]: jitter before normalising", value);
            }
        }
        System.arraycopy(image, 0, out, 0, shape.length());
        for (Kind kind : order) {
            change(kind, out);
        }
    }

    private void change(Kind kind, double[] image) {
        switch (kind) {
            case BRIGHTNESS:
                for (int i = 0; i < image.length; i++) {
                    image[i] = clamped(brightness * image[i]);
                }
                break;
            case CONTRAST:
                double grey = (1 - contrast) * meanGrey(image);
                for (int i = 0; i < image.length; i++) {
                    image[i] = clamped(contrast * image[i] + grey);
                }
                break;
            case SATURATION:
                saturate(image);
                break;
            default:
                turn(image);
        }
    }

    private static double clamped(double value) {
        return Math.min(Math.max(value, 0), 1);
    }

    private int pixels() {
        return shape.height * shape.width;
    }

    private double grey(double[] image, int pixel) {
        int red = pixel * shape.columnStride;
        return RED * image[red]
                + GREEN * image[red + shape.channelStride]
                + BLUE * image[red + 2 * shape.channelStride];
    }

    private double meanGrey(double[] image) {
        double sum = 0;
        for (int pixel = 0; pixel < pixels(); pixel++) {
            sum += grey(image, pixel);
        }
        return sum / pixels();
    }

    private void saturate(double[] image) {
        for (int pixel = 0; pixel < pixels(); pixel++) {
            double grey = (1 - saturation) * grey(image, pixel);
            for (int channel = 0; channel < shape.channels; channel++) {
                int place = pixel * shape.columnStride + channel * shape.channelStride;
                image[place] = clamped(saturation * image[place] + grey);
            }
        }
    }

    private void turn(double[] image) {
        if (hue == 0) {
            return;
        }
        for (int pixel = 0; pixel < pixels(); pixel++) {
            int red = pixel * shape.columnStride;
            int green = red + shape.channelStride;
            int blue = green + shape.channelStride;
            double largest = Math.max(image[red], Math.max(image[green], image[blue]));
            double chroma = largest - Math.min(image[red], Math.min(image[green], image[blue]));
            double sector = sector(image[red], image[green], image[blue], largest, chroma) + 6 * hue;
            image[red] = largest - chroma * share(sector + 5);
            image[green] = largest - chroma * share(sector + 3);
            image[blue] = largest - chroma * share(sector + 1);
        }
    }

    /** The hue in sixths of the circle; 0 for grey. */
    private static double sector(double red, double green, double blue, double largest, double chroma) {
        if (chroma == 0) {
            return 0;
        }
        if (largest == red) {
            return (green - blue) / chroma;
        }
        return largest == green ? 2 + (blue - red) / chroma : 4 + (red - green) / chroma;
    }

    /** How much of the chroma a colour lacks at a hue, in sixths of the circle from where it lacks none at 3 to 5. */
    private static double share(double sixths) {
        double k = sixths - 6 * Math.floor(sixths / 6);
        return Math.max(0, Math.min(1, Math.min(k, 4 - k)));
    }
}
