package io.github.dl4jregularizers.examples.figures.plot;

import java.awt.image.BufferedImage;

/** A surface in CSS pixels. Colors are names of a {@link Palette}, such as {@code ink} and {@code series-0}. */
interface Canvas {

    /** Horizontal anchor of a text. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    /** Draws a polyline. A NaN coordinate interrupts it. */
    void line(double[] x, double[] y, String color, double width, boolean dashed);

    /** Fills a polygon. */
    void area(double[] x, double[] y, String color, double opacity);

    /** Draws a disk, or a ring around the color of the card. */
    void dot(double x, double y, double radius, String color, boolean hollow);

    /** Writes one line; the angle is 0, or 90 for text from the bottom to the top. */
    void text(double x, double y, String text, String color, double size, boolean bold, Anchor anchor, int angle);

    /** Draws an image, scaled. */
    void image(BufferedImage image, double x, double y, double width, double height);

    /** Limits drawing to a box until {@link #unclip}. */
    void clip(double x, double y, double width, double height);

    /** Ends the limit of {@link #clip}. */
    void unclip();
}
