package io.github.dl4jregularizers.examples.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * One quantity over the epochs as SVG: a colour for each recipe, solid on the test images and dashed on the training
 * images; the line is the mean over the seeds, the band one standard deviation to either side.
 *
 * <p>Colours leave this class as CSS variables of the page ({@code --ink}, {@code --grid}, {@code --series-0} ...), so
 * that one chart serves a light and a dark page.
 */
final class LearningCurves {

    private static final int WIDTH = 620;
    private static final int HEIGHT = 380;

    // Stand-ins: no chart needs these colours, so that they can be told apart in the finished drawing.
    private static final Color INK = new Color(1, 1, 1);
    private static final Color GRID = new Color(1, 1, 2);
    private static final Color TRANSPARENT = new Color(0, 0, 0, 0);
    private static final Pattern SERIES = Pattern.compile("rgb\\((\\d+),2,0\\)");

    private final XYChart chart;

    LearningCurves(String title, String unit) {
        chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("epoch")
                .yAxisTitle(unit)
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
     * Adds the curves of one recipe.
     *
     * @param index of the recipe, which gives its colour
     * @param training one array per seed, epoch by epoch
     * @param test one array per seed, epoch by epoch
     * @return this
     */
    LearningCurves add(int index, List<double[]> training, List<double[]> test) {
        Color color = new Color(index, 2, 0);
        curve("training " + index, color, true, training);
        curve("test " + index, color, false, test);
        return this;
    }

    private void curve(String name, Color color, boolean dashed, List<double[]> seeds) {
        // Early stopping ends seeds at different epochs; a mean over fewer of them would jump.
        int epochs = seeds.stream().mapToInt(seed -> seed.length).min().orElse(0);
        double[] x = IntStream.rangeClosed(1, epochs).asDoubleStream().toArray();
        Statistic[] y = IntStream.range(0, epochs)
                .mapToObj(epoch -> Statistic.of(
                        seeds.stream().mapToDouble(seed -> seed[epoch]).toArray()))
                .toArray(Statistic[]::new);
        if (seeds.size() > 1 && epochs > 1) {
            band(name + " band", color, x, y);
        }
        double[] means =
                IntStream.range(0, epochs).mapToDouble(i -> y[i].mean()).toArray();
        XYSeries line = chart.addSeries(name, x, means);
        line.setLineColor(color);
        line.setMarkerColor(color);
        line.setMarker(epochs == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
        line.setLineStyle(
                dashed
                        ? new BasicStroke(1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {4, 3}, 0)
                        : new BasicStroke(2.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    }

    private void band(String name, Color color, double[] x, Statistic[] y) {
        int n = x.length;
        double[] outlineX = new double[2 * n];
        double[] outlineY = new double[2 * n];
        for (int i = 0; i < n; i++) {
            outlineX[i] = x[i];
            outlineY[i] = y[i].mean() + y[i].standardDeviation();
            outlineX[2 * n - 1 - i] = x[i];
            outlineY[2 * n - 1 - i] = y[i].mean() - y[i].standardDeviation();
        }
        XYSeries band = chart.addSeries(name, outlineX, outlineY);
        band.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
        band.setFillColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), 40));
        band.setLineColor(TRANSPARENT);
        band.setMarker(SeriesMarkers.NONE);
    }

    /**
     * Draws the chart.
     *
     * @param description what a screen reader says
     * @return an svg element to stand in a page
     */
    String svg(String description) {
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
        return head
                + SERIES.matcher(drawing.replace("rgb(1,1,1)", "var(--ink)").replace("rgb(1,1,2)", "var(--grid)"))
                        .replaceAll("var(--series-$1)");
    }
}
