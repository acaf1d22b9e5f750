package io.github.dl4jregularizers.examples.report;

import io.github.dl4jregularizers.examples.data.ImageSet;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/** Images as figures that carry their pixels with them. */
public final class Pictures {

    private Pictures() {}

    /**
     * A figure of some images side by side.
     *
     * @param images the set
     * @param chosen which of them
     * @param width how many there is room for
     * @param description what a screen reader says
     * @param caption HTML below
     * @return HTML
     */
    public static String figure(ImageSet images, int[] chosen, int width, String description, String caption) {
        return "<figure><img alt=\"" + Html.escape(description) + "\" src=\"data:image/png;base64,"
                + Base64.getEncoder().encodeToString(strip(images, chosen, width)) + "\"><figcaption>" + caption
                + "</figcaption></figure>\n";
    }

    private static byte[] strip(ImageSet images, int[] chosen, int width) {
        int side = ImageSet.SIDE;
        BufferedImage strip = new BufferedImage(width * side, side, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < chosen.length; i++) {
            for (int y = 0; y < side; y++) {
                for (int x = 0; x < side; x++) {
                    int rgb = 0xFF;
                    for (int channel = 0; channel < ImageSet.CHANNELS; channel++) {
                        rgb = rgb << 8 | images.pixel(chosen[i], channel, y, x);
                    }
                    strip.setRGB(i * side + x, y, rgb);
                }
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(strip, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
