package io.github.dl4jregularizers.examples.data;

import io.github.dl4jregularizers.examples.Require;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Out-of-distribution images, on which a network should be uncertain. Their one class is "unknown". */
public final class UnfamiliarImages {

    private static final long NOISE = 3;
    private static final long FIGURES = 4;

    /** Painted like the images of {@link ShapesData}, with other outlines. */
    private static final List<Figure> OTHER_FIGURES = List.of(
            UnfamiliarImages::arrow, UnfamiliarImages::hourglass, UnfamiliarImages::corner, UnfamiliarImages::zigzag);

    private UnfamiliarImages() {}

    /**
     * Pixels drawn independently and uniformly from all intensities.
     *
     * @param count number of images, at least 1
     * @param seed seed of the images
     * @return the images
     * @throws IllegalArgumentException if count is below 1
     */
    public static ImageSet noise(int count, long seed) {
        byte[] pixels = pixels(count);
        IntStream.range(0, count).parallel().forEach(i -> {
            SplittableRandom random = RandomStreams.of(seed, NOISE, i);
            for (int at = i * ImageSet.IMAGE; at < (i + 1) * ImageSet.IMAGE; at++) {
                pixels[at] = (byte) random.nextInt(ChannelStatistics.LEVELS);
            }
        });
        return unknown(pixels, count);
    }

    /**
     * Arrows, hourglasses, corners and zigzags, painted like the shapes of {@link ShapesData}.
     *
     * @param count number of images, at least 1
     * @param seed seed of the images
     * @return the images
     * @throws IllegalArgumentException if count is below 1
     */
    public static ImageSet figures(int count, long seed) {
        byte[] pixels = pixels(count);
        IntStream.range(0, count).parallel().forEach(i -> new ShapePainter(RandomStreams.of(seed, FIGURES, i))
                .paint(OTHER_FIGURES.get(i % OTHER_FIGURES.size()), pixels, i * ImageSet.IMAGE));
        return unknown(pixels, count);
    }

    private static byte[] pixels(int count) {
        return new byte[Math.multiplyExact(Require.atLeast("number of images", count, 1), ImageSet.IMAGE)];
    }

    private static ImageSet unknown(byte[] pixels, int count) {
        return ImageSet.takingOver(pixels, new int[count], List.of("unknown"));
    }

    private static double arrow(double x, double y) {
        double shaft = Shape.box(x, y - 0.3, 0.17, 0.6);
        double head = Math.max(-0.9 - y, Math.max(y + 0.1, (Math.abs(x) - 0.85 * (y + 0.9)) * 0.76));
        return Math.min(shaft, head);
    }

    private static double hourglass(double x, double y) {
        return Math.max(Math.abs(y) - 0.8, (Math.abs(x) - 0.85 * Math.abs(y) - 0.08) * 0.76);
    }

    private static double corner(double x, double y) {
        return Math.min(Shape.box(x + 0.5, y, 0.22, 0.8), Shape.box(x, y - 0.58, 0.72, 0.22));
    }

    private static double zigzag(double x, double y) {
        double upper = Shape.box(x + 0.3, y + 0.58, 0.5, 0.2);
        double lower = Shape.box(x - 0.3, y - 0.58, 0.5, 0.2);
        double middle = Math.max(Math.abs(x + y) * 0.71 - 0.19, Math.abs(y) - 0.7);
        return Math.min(Math.min(upper, lower), middle);
    }
}
