package io.github.dl4jregularizers.examples.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Lines and bands as SVG in the style of the pages.
 *
 * <p>Colors are CSS variables of the page ({@code --ink}, {@code --grid}, {@code --series-0} ...), so that one chart
 * serves light and dark pages.
 */
public final class SvgChart {

    private static final int WIDTH = 620;
    private static final int HEIGHT = 380;
    private static final int COLORS = 8;

    // Placeholders: no chart has these colors, so they can be replaced in the finished drawing.
    private static final Color INK = new Color(1, 1, 1);
    private static final Color GRID = new Color(1, 1, 2);
    private static final Color TRANSPARENT = new Color(0, 0, 0, 0);
    private static final Pattern SERIES = Pattern.compile("rgb\\((\\d+),2,0\\)");

    private static final BasicStroke SOLID = new BasicStroke(2.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    private static final BasicStroke DASHED =
            new BasicStroke(1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {4, 3}, 0);

    private final XYChart chart;
    private final List<Point> points = new ArrayList<>();

    /** A place in the chart's coordinates, with the text that it shows under the pointer. */
    private static final class Point {
        private final double x;
        private final double y;
        private final String text;

        Point(double x, double y, String text) {
            this.x = x;
            this.y = y;
            this.text = text;
        }
    }

    /**
     * Creates an empty chart.
     *
     * @param title title
     * @param xUnit label of the horizontal axis
     * @param yUnit label of the vertical axis
     */
    public SvgChart(String title, String xUnit, String yUnit) {
        chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(xUnit)
                .yAxisTitle(yUnit)
                .build();
        AxesChartStyler style = chart.getStyler();
        style.setBaseFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        style.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
        style.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        style.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        style.setChartBackgroundColor(TRANSPARENT).setPlotBackgroundColor(TRANSPARENT);
        style.setChartTitleBoxVisible(false);
        style.setChartFontColor(INK);
        style.setAxisTickLabelsColor(INK).setAxisTickMarksColor(GRID).setPlotGridLinesColor(GRID);
        style.setPlotGridVerticalLinesVisible(false).setPlotBorderVisible(false);
        style.setLegendVisible(false);
    }

    /**
     * Fixes the ranges of the axes.
     *
     * @param xMin left end
     * @param xMax right end
     * @param yMin lower end
     * @param yMax upper end
     * @return this
     */
    public SvgChart range(double xMin, double xMax, double yMin, double yMax) {
        AxesChartStyler style = chart.getStyler();
        style.setXAxisDecimalPattern("0.###");
        style.setXAxisMin(xMin).setXAxisMax(xMax).setYAxisMin(yMin).setYAxisMax(yMax);
        return this;
    }

    /**
     * Adds a line.
     *
     * @param series index of its color
     * @param dashed whether it is thin and dashed
     * @param marked whether its points are marked
     * @param x horizontal
     * @param y vertical
     * @return this
     */
    public SvgChart line(int series, boolean dashed, boolean marked, double[] x, double[] y) {
        line(
                new Color(series % COLORS, 2, 0),
                dashed ? DASHED : SOLID,
                marked ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE,
                x,
                y);
        return this;
    }

    /**
     * Adds a thin dashed reference line in the color of the text.
     *
     * @param x horizontal
     * @param y vertical
     * @return this
     */
    public SvgChart reference(double[] x, double[] y) {
        line(INK, DASHED, SeriesMarkers.NONE, x, y);
        return this;
    }

    private void line(Color color, BasicStroke stroke, Marker marker, double[] x, double[] y) {
        XYSeries line = chart.addSeries(nextName(), x, y);
        line.setLineColor(color);
        line.setMarkerColor(color);
        line.setMarker(marker);
        line.setLineStyle(stroke);
    }

    /**
     * Adds a text that the page shows while the pointer is on a place.
     *
     * @param x horizontal
     * @param y vertical
     * @param text name and values
     * @return this
     */
    public SvgChart hover(double x, double y, String text) {
        points.add(new Point(x, y, text));
        return this;
    }

    /**
     * Fills the area between two lines lightly.
     *
     * @param series index of the color
     * @param x horizontal
     * @param low the lower line
     * @param high the upper line
     * @return this
     */
    public SvgChart band(int series, double[] x, double[] low, double[] high) {
        int n = x.length;
        double[] outlineX = new double[2 * n];
        double[] outlineY = new double[2 * n];
        for (int i = 0; i < n; i++) {
            outlineX[i] = x[i];
            outlineY[i] = high[i];
            outlineX[2 * n - 1 - i] = x[i];
            outlineY[2 * n - 1 - i] = low[i];
        }
        XYSeries band = chart.addSeries(nextName(), outlineX, outlineY);
        band.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
        band.setFillColor(new Color(series % COLORS, 2, 0, 40));
        band.setLineColor(TRANSPARENT);
        band.setMarker(SeriesMarkers.NONE);
        return this;
    }

    private String nextName() {
        return "series " + chart.getSeriesMap().size();
    }

    /**
     * Draws the chart.
     *
     * @param description text for screen readers
     * @return an inline svg element
     */
    public String svg(String description) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            VectorGraphicsEncoder.saveVectorGraphic(chart, bytes, VectorGraphicsFormat.SVG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String document = bytes.toString(StandardCharsets.UTF_8);
        String drawing = document.substring(document.indexOf('>', document.indexOf("<svg")) + 1);
        String head = String.format(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">", WIDTH, HEIGHT, Html.escape(description));
        String colored = SERIES.matcher(
                        drawing.replace("rgb(1,1,1)", "var(--ink)").replace("rgb(1,1,2)", "var(--grid)"))
                .replaceAll("var(--series-$1)");
        return head + colored.replaceFirst("</svg\\s*>\\s*$", Matcher.quoteReplacement(circles() + "</svg>"));
    }

    /** Known only after drawing: the positions depend on the ranges of the axes. */
    private String circles() {
        StringBuilder html = new StringBuilder();
        for (Point point : points) {
            html.append(String.format(
                    Locale.ROOT,
                    "<circle class=\"point\" cx=\"%.1f\" cy=\"%.1f\" r=\"6\"><title>%s</title></circle>\n",
                    chart.getScreenXFromChart(point.x),
                    chart.getScreenYFromChart(point.y),
                    Html.escape(point.text)));
        }
        return html.toString();
    }

    /**
     * Returns a dot in the color of a series, for a legend.
     *
     * @param series index of the color
     * @return HTML
     */
    public static String swatch(int series) {
        return "<span class=\"swatch\" style=\"background:var(--series-" + series % COLORS + ")\"></span>";
    }
}
