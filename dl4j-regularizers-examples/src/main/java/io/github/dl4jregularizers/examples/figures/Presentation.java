package io.github.dl4jregularizers.examples.figures;

import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.figures.plot.Chart;
import io.github.dl4jregularizers.examples.figures.plot.Picture;
import io.github.dl4jregularizers.examples.report.Html;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** What a figure shows: charts, pictures, a table, a verdict and remarks. */
public final class Presentation {

    private final List<Chart> charts = new ArrayList<>();
    private final List<Picture> pictures = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private NumberTable table;
    private final Verdict verdict;

    /**
     * Creates a presentation without charts.
     *
     * @param verdict whether the claim was seen
     */
    public Presentation(Verdict verdict) {
        this.verdict = Require.given("verdict", verdict);
    }

    /**
     * Adds a chart.
     *
     * @param chart the chart
     * @return this
     */
    public Presentation chart(Chart chart) {
        charts.add(Require.given("chart", chart));
        return this;
    }

    /**
     * Adds a bitmap of images, such as a strip. Pages enlarge its pixels without smoothing.
     *
     * @param description text for screen readers
     * @param caption text below
     * @param image the bitmap
     * @return this
     */
    public Presentation picture(String description, String caption, BufferedImage image) {
        pictures.add(new Picture(description, caption, image));
        return this;
    }

    /**
     * Sets the table.
     *
     * @param numbers the table
     * @return this
     */
    public Presentation table(NumberTable numbers) {
        table = Require.given("numbers", numbers);
        return this;
    }

    /**
     * Adds a paragraph on settings, or on a difference to the theory.
     *
     * @param text one or more sentences
     * @return this
     */
    public Presentation remark(String text) {
        remarks.add(Require.given("text", text));
        return this;
    }

    /**
     * Returns the charts.
     *
     * @return in the order of the calls
     */
    public List<Chart> charts() {
        return List.copyOf(charts);
    }

    /**
     * Returns the verdict.
     *
     * @return whether the claim was seen
     */
    public Verdict verdict() {
        return verdict;
    }

    List<Picture> pictures() {
        return pictures;
    }

    String html() {
        StringBuilder html = new StringBuilder("<div class=\"figures\">\n");
        charts.forEach(chart -> html.append(chart.svg()));
        html.append("</div>\n");
        if (!pictures.isEmpty()) {
            html.append("<div class=\"strips\">\n");
            pictures.forEach(picture -> html.append(picture.html()));
            html.append("</div>\n");
        }
        if (table != null) {
            html.append("<div class=\"scroll\">\n").append(table.html()).append("</div>\n");
        }
        remarks.forEach(remark ->
                html.append("<p class=\"soft\">").append(Html.escape(remark)).append("</p>\n"));
        return html.toString();
    }
}
