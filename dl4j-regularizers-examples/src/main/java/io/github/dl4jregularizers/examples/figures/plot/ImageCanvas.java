package io.github.dl4jregularizers.examples.figures.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;

/** Draws into a bitmap of twice as many pixels, on the card color of a palette. */
final class ImageCanvas implements Canvas {

    private static final int SCALE = 2;

    private final BufferedImage image;
    private final Graphics2D graphics;
    private final Palette palette;

    ImageCanvas(double width, double height, Palette palette) {
        this.palette = palette;
        image = new BufferedImage(
                (int) Math.ceil(width * SCALE), (int) Math.ceil(height * SCALE), BufferedImage.TYPE_INT_RGB);
        graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.scale(SCALE, SCALE);
        graphics.setColor(palette.color("card"));
        graphics.fill(new Rectangle2D.Double(0, 0, width, height));
    }

    BufferedImage image() {
        return image;
    }

    @Override
    public void line(double[] x, double[] y, String color, double width, boolean dashed) {
        Path2D path = new Path2D.Double();
        boolean isPenDown = false;
        for (int i = 0; i < x.length; i++) {
            boolean isPoint = !Double.isNaN(x[i]) && !Double.isNaN(y[i]);
            if (isPoint && isPenDown) {
                path.lineTo(x[i], y[i]);
            } else if (isPoint) {
                path.moveTo(x[i], y[i]);
            }
            isPenDown = isPoint;
        }
        float[] dashes = dashed ? new float[] {5, 4} : null;
        graphics.setColor(palette.color(color));
        graphics.setStroke(new BasicStroke((float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dashes, 0));
        graphics.draw(path);
    }

    @Override
    public void area(double[] x, double[] y, String color, double opacity) {
        Path2D path = new Path2D.Double();
        path.moveTo(x[0], y[0]);
        for (int i = 1; i < x.length; i++) {
            path.lineTo(x[i], y[i]);
        }
        path.closePath();
        Color opaque = palette.color(color);
        graphics.setColor(
                new Color(opaque.getRed(), opaque.getGreen(), opaque.getBlue(), (int) Math.round(255 * opacity)));
        graphics.fill(path);
    }

    @Override
    public void dot(double x, double y, double radius, String color, boolean hollow) {
        Shape disk = new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
        graphics.setColor(palette.color(hollow ? "card" : color));
        graphics.fill(disk);
        if (hollow) {
            graphics.setColor(palette.color(color));
            graphics.setStroke(new BasicStroke(2));
            graphics.draw(disk);
        }
    }

    @Override
    public void text(
            double x, double y, String text, String color, double size, boolean bold, Anchor anchor, int angle) {
        graphics.setFont(new Font(Font.SANS_SERIF, bold ? Font.BOLD : Font.PLAIN, 1).deriveFont((float) size));
        graphics.setColor(palette.color(color));
        double width = graphics.getFontMetrics().stringWidth(text);
        double shift = anchor == Anchor.START ? 0 : anchor == Anchor.MIDDLE ? width / 2 : width;
        AffineTransform before = graphics.getTransform();
        graphics.translate(x, y);
        graphics.rotate(-Math.toRadians(angle));
        graphics.drawString(text, (float) -shift, 0);
        graphics.setTransform(before);
    }

    @Override
    public void image(BufferedImage source, double x, double y, double width, double height) {
        AffineTransform place = AffineTransform.getTranslateInstance(x, y);
        place.scale(width / source.getWidth(), height / source.getHeight());
        graphics.drawImage(source, place, null);
    }

    @Override
    public void clip(double x, double y, double width, double height) {
        graphics.setClip(new Rectangle2D.Double(x, y, width, height));
    }

    @Override
    public void unclip() {
        graphics.setClip(null);
    }
}
