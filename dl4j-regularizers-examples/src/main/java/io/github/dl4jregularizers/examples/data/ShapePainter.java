package io.github.dl4jregularizers.examples.data;

import java.util.SplittableRandom;

/**
 * Paints one image of {@link ShapesData} into planes of intensities from 0 to 1. Everything but the class is random.
 */
final class ShapePainter {

    private static final int SIDE = ImageSet.SIDE;
    private static final double FULL_TURN = 2 * Math.PI;

    private final double[] canvas = new double[ImageSet.IMAGE];
    private final SplittableRandom random;

    ShapePainter(SplittableRandom random) {
        this.random = random;
    }

    /** A signed distance in pixels: negative inside. */
    private interface Outline {
        double distance(double x, double y);
    }

    /**
     * Paints background, clutter behind, the shape, and clutter in front.
     *
     * @param shape shape of the class
     * @param pixels receives the image
     * @param offset offset of its first byte
     */
    void paint(Figure shape, byte[] pixels, int offset) {
        background();
        for (int i = random.nextInt(3); i > 0; i--) {
            stroke(0.5, 1.5);
        }
        // Such a color exists: the ground's mean is below 0.7 in every channel.
        double[] color = color(0.4, 1);
        while (contrast(color) < 0.3) {
            color = color(0.4, 1);
        }
        shape(shape, color);
        for (int i = random.nextInt(2); i > 0; i--) {
            stroke(0.4, 1.2);
        }
        expose(between(0.02, 0.08), pixels, offset);
    }

    private double between(double from, double to) {
        return from + (to - from) * random.nextDouble();
    }

    private double[] color(double darkest, double brightest) {
        return new double[] {between(darkest, brightest), between(darkest, brightest), between(darkest, brightest)};
    }

    /** Returns the distance of a color from the mean color painted so far. */
    private double contrast(double[] color) {
        double squares = 0;
        for (int channel = 0; channel < ImageSet.CHANNELS; channel++) {
            double sum = 0;
            for (int i = 0; i < ImageSet.PLANE; i++) {
                sum += canvas[channel * ImageSet.PLANE + i];
            }
            double difference = color[channel] - sum / ImageSet.PLANE;
            squares += difference * difference;
        }
        return Math.sqrt(squares / ImageSet.CHANNELS);
    }

    /** Paints a gradient between two dark colors, with coarse cloudy texture. */
    private void background() {
        double[] from = color(0, 0.6);
        double[] to = color(0, 0.6);
        double angle = between(0, FULL_TURN);
        double dx = StrictMath.cos(angle) / SIDE;
        double dy = StrictMath.sin(angle) / SIDE;
        int cells = 3 + random.nextInt(6);
        double[] knots = new double[(cells + 1) * (cells + 1)];
        double strength = between(0, 0.2);
        for (int i = 0; i < knots.length; i++) {
            knots[i] = strength * between(-1, 1);
        }
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double share = 0.5 + (x - SIDE / 2) * dx + (y - SIDE / 2) * dy;
                double cloud = interpolate(knots, cells, (double) x / SIDE * cells, (double) y / SIDE * cells);
                for (int channel = 0; channel < ImageSet.CHANNELS; channel++) {
                    canvas[channel * ImageSet.PLANE + y * SIDE + x] =
                            from[channel] + (to[channel] - from[channel]) * share + cloud;
                }
            }
        }
    }

    private static double interpolate(double[] knots, int cells, double x, double y) {
        int column = (int) x;
        int row = (int) y;
        int at = row * (cells + 1) + column;
        double right = x - column;
        double down = y - row;
        double above = knots[at] + (knots[at + 1] - knots[at]) * right;
        double below = knots[at + cells + 1] + (knots[at + cells + 2] - knots[at + cells + 1]) * right;
        return above + (below - above) * down;
    }

    /** Paints a straight line with round ends, anywhere. */
    private void stroke(double thinnest, double thickest) {
        double startX = between(0, SIDE);
        double startY = between(0, SIDE);
        double angle = between(0, FULL_TURN);
        double length = between(4, 16);
        double dx = StrictMath.cos(angle);
        double dy = StrictMath.sin(angle);
        double radius = between(thinnest, thickest);
        fill(
                (x, y) -> {
                    double along = (x - startX) * dx + (y - startY) * dy;
                    double nearest = Math.min(Math.max(along, 0), length);
                    double u = x - startX - nearest * dx;
                    double v = y - startY - nearest * dy;
                    return Math.sqrt(u * u + v * v) - radius;
                },
                color(0, 1),
                1);
    }

    /** Paints the shape near the center: rotated by up to 20 degrees, slightly stretched, possibly mirrored. */
    private void shape(Figure shape, double[] color) {
        double radius = between(8, 12);
        double stretch = between(0.8, 1.25);
        double centerX = SIDE / 2 + between(-4, 4);
        double centerY = SIDE / 2 + between(-4, 4);
        double angle = between(-20, 20) / 360 * FULL_TURN;
        int mirror = random.nextInt(2) * 2 - 1;
        double cos = StrictMath.cos(angle) / radius;
        double sin = StrictMath.sin(angle) / radius;
        fill(
                (x, y) -> {
                    double u = mirror * ((x - centerX) * cos + (y - centerY) * sin);
                    double v = (y - centerY) * cos - (x - centerX) * sin;
                    return shape.distance(u * stretch, v / stretch) * radius;
                },
                color,
                between(0.7, 1));
    }

    /** Blends a color in by the coverage of each pixel. */
    private void fill(Outline outline, double[] color, double opacity) {
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double distance = outline.distance(x + 0.5, y + 0.5);
                double share = opacity * Math.min(Math.max(0.5 - distance, 0), 1);
                for (int channel = 0; channel < ImageSet.CHANNELS; channel++) {
                    int at = channel * ImageSet.PLANE + y * SIDE + x;
                    canvas[at] += (color[channel] - canvas[at]) * share;
                }
            }
        }
    }

    /** Adds sensor noise and rounds to bytes. The noise is a sum of 64 random bits: nearly normal, and exact. */
    private void expose(double noise, byte[] pixels, int offset) {
        for (int i = 0; i < canvas.length; i++) {
            double grain = (Long.bitCount(random.nextLong()) - Long.SIZE / 2) / 4.0;
            double intensity = Math.min(Math.max(canvas[i] + noise * grain, 0), 1);
            pixels[offset + i] = (byte) (int) (intensity * 255 + 0.5);
        }
    }
}
