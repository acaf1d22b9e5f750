package io.github.dl4jregularizers.examples.figures.plot;

import io.github.dl4jregularizers.examples.report.Html;
import io.github.dl4jregularizers.examples.report.Pictures;
import java.awt.image.BufferedImage;
import java.util.Base64;
import java.util.Locale;

/** Writes SVG elements whose colors are CSS variables. */
final class SvgCanvas implements Canvas {

    private final StringBuilder svg = new StringBuilder();

    String elements() {
        return svg.toString();
    }

    @Override
    public void line(double[] x, double[] y, String color, double width, boolean dashed) {
        StringBuilder path = new StringBuilder();
        boolean isPenDown = false;
        for (int i = 0; i < x.length; i++) {
            boolean isPoint = !Double.isNaN(x[i]) && !Double.isNaN(y[i]);
            if (isPoint) {
                path.append(isPenDown ? 'L' : 'M')
                        .append(number(x[i]))
                        .append(' ')
                        .append(number(y[i]));
            }
            isPenDown = isPoint;
        }
        svg.append("<path d=\"")
                .append(path)
                .append("\" fill=\"none\" stroke=\"var(--")
                .append(color);
        svg.append(")\" stroke-width=\"").append(number(width)).append("\" stroke-linejoin=\"round\"");
        svg.append(dashed ? " stroke-dasharray=\"5 4\"/>\n" : "/>\n");
    }

    @Override
    public void area(double[] x, double[] y, String color, double opacity) {
        svg.append("<path d=\"");
        for (int i = 0; i < x.length; i++) {
            svg.append(i == 0 ? 'M' : 'L').append(number(x[i])).append(' ').append(number(y[i]));
        }
        svg.append("Z\" fill=\"var(--").append(color).append(")\"");
        svg.append(opacity < 1 ? " fill-opacity=\"" + opacity + "\"/>\n" : "/>\n");
    }

    @Override
    public void dot(double x, double y, double radius, String color, boolean hollow) {
        svg.append("<circle cx=\"").append(number(x)).append("\" cy=\"").append(number(y));
        svg.append("\" r=\"").append(number(radius)).append("\" fill=\"var(--").append(hollow ? "card" : color);
        svg.append(hollow ? ")\" stroke-width=\"2\" stroke=\"var(--" + color + ")\"/>\n" : ")\"/>\n");
    }

    @Override
    public void text(
            double x, double y, String text, String color, double size, boolean bold, Anchor anchor, int angle) {
        String place = number(x) + "\" y=\"" + number(y);
        svg.append("<text x=\"").append(place).append("\" font-size=\"").append(number(size));
        svg.append("\" fill=\"var(--").append(color).append(")\"");
        svg.append(bold ? " font-weight=\"600\"" : "");
        svg.append(
                anchor == Anchor.START ? "" : " text-anchor=\"" + anchor.name().toLowerCase(Locale.ROOT) + "\"");
        if (angle != 0) {
            svg.append(" transform=\"rotate(").append(-angle).append(' ');
            svg.append(number(x)).append(' ').append(number(y)).append(")\"");
        }
        svg.append('>').append(Html.escape(text)).append("</text>\n");
    }

    @Override
    public void image(BufferedImage image, double x, double y, double width, double height) {
        svg.append("<image").append(box(x, y, width, height));
        svg.append(" preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\" href=\"data:image/png;base64,");
        svg.append(Base64.getEncoder().encodeToString(Pictures.png(image))).append("\"/>\n");
    }

    @Override
    public void clip(double x, double y, double width, double height) {
        // A nested viewport clips without an id, which would have to be unique in a page.
        String view = number(x) + " " + number(y) + " " + number(width) + " " + number(height);
        svg.append("<svg").append(box(x, y, width, height));
        svg.append(" viewBox=\"").append(view).append("\">\n");
    }

    @Override
    public void unclip() {
        svg.append("</svg>\n");
    }

    private static String box(double x, double y, double width, double height) {
        return " x=\"" + number(x) + "\" y=\"" + number(y) + "\" width=\"" + number(width) + "\" height=\""
                + number(height) + "\"";
    }

    /** Rounds to a tenth of a pixel. */
    private static String number(double value) {
        double rounded = Math.round(value * 10) / 10.0;
        return rounded == Math.rint(rounded) ? String.valueOf((long) rounded) : String.valueOf(rounded);
    }
}
