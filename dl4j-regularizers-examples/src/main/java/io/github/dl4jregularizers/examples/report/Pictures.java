package io.github.dl4jregularizers.examples.report;

import io.github.dl4jregularizers.examples.data.ImageSet;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;

/** Images as figures with embedded pixels. */
public final class Pictures {

    private Pictures() {}

    /**
     * Returns a figure of images side by side.
     *
     * @param images the set
     * @param chosen indices of the images
     * @param width number of images per row
     * @param description text for screen readers
     * @param caption HTML below
     * @return HTML
     */
    public static String figure(ImageSet images, int[] chosen, int width, String description, String caption) {
        List<int[]> colors = new ArrayList<>();
        for (int image : chosen) {
            colors.add(colors(images, image));
        }
        return figure(colors, width, description, caption);
    }

    /** Builds a figure of opaque ARGB pixels, row by row. */
    static String figure(List<int[]> images, int width, String description, String caption) {
        return figure(strip(images, width), description, caption);
    }

    /**
     * Returns a figure of one bitmap.
     *
     * @param image the bitmap
     * @param description text for screen readers
     * @param caption HTML below
     * @return HTML
     */
    public static String figure(BufferedImage image, String description, String caption) {
        return "<figure><img alt=\"" + Html.escape(description) + "\" src=\"data:image/png;base64,"
                + Base64.getEncoder().encodeToString(png(image)) + "\"><figcaption>" + caption
                + "</figcaption></figure>\n";
    }

    private static int[] colors(ImageSet images, int image) {
        int[] colors = new int[ImageSet.SIDE * ImageSet.SIDE];
        for (int pixel = 0; pixel < colors.length; pixel++) {
            int rgb = 0xFF;
            for (int channel = 0; channel < ImageSet.CHANNELS; channel++) {
                rgb = rgb << 8 | images.pixel(image, channel, pixel / ImageSet.SIDE, pixel % ImageSet.SIDE);
            }
            colors[pixel] = rgb;
        }
        return colors;
    }

    /**
     * Draws images side by side.
     *
     * @param images opaque ARGB pixels of 32x32 images, row by row
     * @param width number of places, at least that of the images
     * @return the bitmap
     */
    public static BufferedImage strip(List<int[]> images, int width) {
        int side = ImageSet.SIDE;
        BufferedImage strip = new BufferedImage(width * side, side, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < images.size(); i++) {
            strip.setRGB(i * side, 0, side, side, images.get(i), 0, side);
        }
        return strip;
    }

    /**
     * Encodes a bitmap.
     *
     * @param image the bitmap
     * @return the bytes of a PNG file
     */
    public static byte[] png(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
