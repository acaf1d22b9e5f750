package io.github.dl4jregularizers.examples.report;

import io.github.dl4jregularizers.examples.data.ImageSet;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** A strip of images of each class, as figures that carry their pixels with them. */
final class Samples {

    /** More classes than this would drown the page. */
    static final int CLASSES = 20;

    private static final int PER_CLASS = 5;

    private Samples() {}

    /** Figures for the first classes, with the first images of each. */
    static String html(ImageSet images) {
        StringBuilder html = new StringBuilder();
        for (int label = 0; label < Math.min(CLASSES, images.classes()); label++) {
            int wanted = label;
            int[] chosen = IntStream.range(0, images.size())
                    .filter(image -> images.label(image) == wanted)
                    .limit(PER_CLASS)
                    .toArray();
            if (chosen.length > 0) {
                String name = Html.escape(images.classNames().get(label));
                html.append("<figure><img alt=\"Training images of the class ")
                        .append(name)
                        .append("\" src=\"data:image/png;base64,")
                        .append(Base64.getEncoder().encodeToString(strip(images, chosen)))
                        .append("\"><figcaption>")
                        .append(name)
                        .append("</figcaption></figure>\n");
            }
        }
        return html.toString();
    }

    private static byte[] strip(ImageSet images, int[] chosen) {
        int side = ImageSet.SIDE;
        BufferedImage strip = new BufferedImage(PER_CLASS * side, side, BufferedImage.TYPE_INT_ARGB);
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
