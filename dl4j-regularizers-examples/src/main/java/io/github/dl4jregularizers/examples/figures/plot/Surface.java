package io.github.dl4jregularizers.examples.figures.plot;

import java.awt.image.BufferedImage;

/** A function of two variables, as colors from dark (low) to bright (high). */
final class Surface extends Mark {

    /** Dark blue over green to yellow: lightness increases, and differs for color-blind readers too. */
    private static final int[][] STOPS = {
        {68, 1, 84},
        {71, 44, 122},
        {59, 81, 139},
        {44, 113, 142},
        {33, 144, 141},
        {39, 173, 129},
        {92, 200, 99},
        {170, 220, 50},
        {253, 231, 37}
    };

    private final double[] xRange;
    private final double[] yRange;
    private final double[][] values;
    private final double low;
    private final double high;

    /** Values by row of y, from the lowest, and column of x; the ranges are those of the outer cells' edges. */
    Surface(double[] xRange, double[] yRange, double[][] values, double low, double high) {
        super("", "ink");
        this.xRange = xRange.clone();
        this.yRange = yRange.clone();
        this.values = values;
        this.low = low;
        this.high = high;
    }

    double low() {
        return low;
    }

    double high() {
        return high;
    }

    /** Fills the frame: without a margin, and without what lies outside. */
    @Override
    void extend(Axis horizontal, Axis vertical) {
        horizontal.range(xRange[0], xRange[1]);
        vertical.range(yRange[0], yRange[1]);
    }

    @Override
    void draw(Canvas canvas, Frame frame) {
        BufferedImage image = new BufferedImage(values[0].length, values.length, BufferedImage.TYPE_INT_RGB);
        for (int row = 0; row < values.length; row++) {
            for (int column = 0; column < values[0].length; column++) {
                image.setRGB(column, values.length - 1 - row, color((values[row][column] - low) / (high - low)));
            }
        }
        draw(canvas, image, frame);
    }

    private void draw(Canvas canvas, BufferedImage image, Frame frame) {
        double left = frame.x(xRange[0]);
        double top = frame.y(yRange[1]);
        canvas.image(image, left, top, frame.x(xRange[1]) - left, frame.y(yRange[0]) - top);
    }

    /** Draws the scale of the colors as a column of a given place. */
    static void scale(Canvas canvas, double left, double top, double width, double height) {
        int steps = 64;
        BufferedImage image = new BufferedImage(1, steps, BufferedImage.TYPE_INT_RGB);
        for (int row = 0; row < steps; row++) {
            image.setRGB(0, row, color(1 - row / (steps - 1.0)));
        }
        canvas.image(image, left, top, width, height);
    }

    private static int color(double share) {
        double place = Math.max(0, Math.min(1, share)) * (STOPS.length - 1);
        int stop = Math.min((int) place, STOPS.length - 2);
        int rgb = 0;
        for (int channel = 0; channel < 3; channel++) {
            double from = STOPS[stop][channel];
            rgb = rgb << 8 | (int) Math.round(from + (place - stop) * (STOPS[stop + 1][channel] - from));
        }
        return rgb;
    }

    @Override
    void key(Canvas canvas, double left, double center) {
        throw new IllegalStateException("a surface has a scale instead of an entry in the legend");
    }
}
