package io.github.dl4jregularizers.examples.figures.plot;

import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.report.Html;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * A chart with title, legend, axes and units. Series are drawn in the order of the calls. Colors are numbers of the
 * page's series colors, 0 to 7; {@link #INK} is the color of the text.
 */
public final class Chart {

    /** The color of the text. */
    public static final int INK = -1;

    private static final int COLORS = 8;
    private static final double BAND = 0.22;

    private final String title;
    private final Axis x;
    private final Axis y;
    private final List<Mark> marks = new ArrayList<>();

    /**
     * Creates an empty chart.
     *
     * @param title what is drawn
     * @param xLabel quantity and unit of the horizontal axis
     * @param yLabel quantity and unit of the vertical axis
     */
    public Chart(String title, String xLabel, String yLabel) {
        this.title = Require.given("title", title);
        x = new Axis(xLabel);
        y = new Axis(yLabel);
    }

    /**
     * Scales the horizontal axis logarithmically.
     *
     * @return this
     */
    public Chart logX() {
        x.logarithmic();
        return this;
    }

    /**
     * Puts the ticks of the horizontal axis at given values, such as the measured ones, instead of round ones.
     *
     * @param values numbers in the range; others are left out
     * @return this
     */
    public Chart xTicks(double... values) {
        x.ticksAt(values);
        return this;
    }

    /**
     * Scales the vertical axis logarithmically.
     *
     * @return this
     */
    public Chart logY() {
        y.logarithmic();
        return this;
    }

    /**
     * Fixes the range of the horizontal axis.
     *
     * @param low left end
     * @param high right end
     * @return this
     */
    public Chart xRange(double low, double high) {
        x.range(low, high);
        return this;
    }

    /**
     * Fixes the range of the vertical axis.
     *
     * @param low lower end
     * @param high upper end
     * @return this
     */
    public Chart yRange(double low, double high) {
        y.range(low, high);
        return this;
    }

    /**
     * Writes names instead of numbers on the horizontal axis, at 0, 1, 2 ...
     *
     * @param names at least one
     * @return this
     */
    public Chart categories(String... names) {
        x.categories(List.of(names));
        return this;
    }

    /**
     * Draws a line.
     *
     * @param name name in the legend; empty for none
     * @param color number of the color, or {@link #INK}
     * @param xs horizontal; NaN interrupts the line
     * @param ys vertical; NaN interrupts the line
     * @return this
     */
    public Chart line(String name, int color, double[] xs, double[] ys) {
        return add(new Curve(name, color(color), same(xs, ys), ys, false));
    }

    /**
     * Draws a thin dashed line.
     *
     * @param name name in the legend; empty for none
     * @param color number of the color, or {@link #INK}
     * @param xs horizontal
     * @param ys vertical
     * @return this
     */
    public Chart dashed(String name, int color, double[] xs, double[] ys) {
        return add(new Curve(name, color(color), same(xs, ys), ys, true));
    }

    /**
     * Draws points.
     *
     * @param name name in the legend; empty for none
     * @param color number of the color, or {@link #INK}
     * @param xs horizontal
     * @param ys vertical
     * @return this
     */
    public Chart points(String name, int color, double[] xs, double[] ys) {
        return add(new Dots(name, color(color), same(xs, ys), ys, 3.6, false));
    }

    /**
     * Draws small points.
     *
     * @param name name in the legend; empty for none
     * @param color number of the color, or {@link #INK}
     * @param xs horizontal
     * @param ys vertical
     * @return this
     */
    public Chart smallPoints(String name, int color, double[] xs, double[] ys) {
        return add(new Dots(name, color(color), same(xs, ys), ys, 1.6, false));
    }

    /**
     * Draws rings.
     *
     * @param name name in the legend; empty for none
     * @param color number of the color, or {@link #INK}
     * @param xs horizontal
     * @param ys vertical
     * @return this
     */
    public Chart rings(String name, int color, double[] xs, double[] ys) {
        return add(new Dots(name, color(color), same(xs, ys), ys, 4.5, true));
    }

    /**
     * Fills the area between two lines lightly.
     *
     * @param name name in the legend; empty for none
     * @param color number of the color, or {@link #INK}
     * @param xs horizontal
     * @param low the lower line
     * @param high the upper line
     * @return this
     */
    public Chart band(String name, int color, double[] xs, double[] low, double[] high) {
        return add(new Band(name, color(color), same(same(xs, low), high), low, high, BAND));
    }

    /**
     * Draws bars between neighboring edges, from 0.
     *
     * @param name name in the legend; empty for none
     * @param color number of the color, or {@link #INK}
     * @param edges one more than bars
     * @param heights heights of the bars
     * @return this
     */
    public Chart bars(String name, int color, double[] edges, double[] heights) {
        if (edges.length != heights.length + 1) {
            throw Require.invalid("number of edges", "one more than " + heights.length, edges.length);
        }
        return add(Band.bars(name, color(color), edges, heights, 0));
    }

    /**
     * Draws a function of two variables in colors, with their scale.
     *
     * @param xRange left edge of the first column and right edge of the last
     * @param yRange lower edge of the first row and upper edge of the last
     * @param values by row, from the lowest, and column
     * @param low value of the darkest color
     * @param high value of the brightest color
     * @return this
     */
    public Chart surface(double[] xRange, double[] yRange, double[][] values, double low, double high) {
        return add(new Surface(xRange, yRange, values, low, high));
    }

    private Chart add(Mark mark) {
        marks.add(mark);
        return this;
    }

    private static double[] same(double[] xs, double[] ys) {
        if (xs.length != ys.length) {
            throw Require.invalid("number of values of y", "that of x, " + xs.length, ys.length);
        }
        return xs;
    }

    private static String color(int color) {
        return color == INK ? "ink" : "series-" + Math.floorMod(color, COLORS);
    }

    /**
     * Returns the title.
     *
     * @return text
     */
    public String title() {
        return title;
    }

    /**
     * Draws the chart for a page.
     *
     * @return an inline svg element with the colors of the page
     */
    public String svg() {
        return svg("");
    }

    /**
     * Draws the chart as a file with its own colors, light and dark.
     *
     * @return an SVG document
     */
    public String svgFile() {
        return svg("<style>" + Palette.variables()
                + "svg { background: var(--card); font-family: sans-serif; }</style>\n");
    }

    private String svg(String style) {
        ChartLayout layout = new ChartLayout(title, x, y, marks);
        SvgCanvas canvas = new SvgCanvas();
        layout.draw(canvas);
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + ChartLayout.WIDTH + " " + layout.height()
                + "\" role=\"img\" aria-label=\"" + Html.escape(title + ": " + y.label() + " over " + x.label())
                + "\">\n" + style + canvas.elements() + "</svg>\n";
    }

    /**
     * Draws the chart as a bitmap.
     *
     * @param palette light or dark
     * @return the bitmap
     */
    public BufferedImage image(Palette palette) {
        ChartLayout layout = new ChartLayout(title, x, y, marks);
        ImageCanvas canvas = new ImageCanvas(ChartLayout.WIDTH, layout.height(), palette);
        layout.draw(canvas);
        return canvas.image();
    }
}
