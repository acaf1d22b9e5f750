package io.github.dl4jregularizers.examples.figures;

import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.report.Html;
import io.github.dl4jregularizers.examples.report.Statistic;
import java.util.ArrayList;
import java.util.List;

/** The numbers of a figure: mean and standard deviation over the seeds per cell. */
public final class NumberTable {

    private final List<String> header = new ArrayList<>();
    private final List<String> units = new ArrayList<>();
    private final List<Integer> decimals = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * Creates a table without rows.
     *
     * @param subject heading of the first column
     */
    public NumberTable(String subject) {
        header.add(subject);
        units.add("");
        decimals.add(0);
    }

    /**
     * Adds a column. Add all columns before the first row.
     *
     * @param name heading
     * @param unit unit, or empty
     * @param digits digits after the point
     * @return this
     */
    public NumberTable column(String name, String unit, int digits) {
        header.add(name);
        units.add(unit);
        decimals.add(digits);
        return this;
    }

    /**
     * Adds a row.
     *
     * @param label text of the first column
     * @param cells per column, one number per seed; an empty array for an empty cell
     * @return this
     */
    public NumberTable row(String label, double[]... cells) {
        if (cells.length != header.size() - 1) {
            throw Require.invalid("number of cells", String.valueOf(header.size() - 1), cells.length);
        }
        List<String> row = new ArrayList<>(List.of(label));
        for (int column = 1; column < header.size(); column++) {
            double[] cell = cells[column - 1];
            row.add(cell.length == 0 ? "" : number(cell, decimals.get(column)));
        }
        rows.add(row);
        return this;
    }

    /** With a minus sign as in the charts. */
    private static String number(double[] seeds, int digits) {
        return Statistic.of(seeds).format(digits, false).replaceFirst("^-", "−");
    }

    String html() {
        StringBuilder html = new StringBuilder("<table>\n<thead><tr>");
        for (int column = 0; column < header.size(); column++) {
            html.append("<th>").append(Html.escape(header.get(column)));
            html.append("<small>").append(Html.escape(units.get(column))).append("</small></th>");
        }
        html.append("</tr></thead>\n<tbody>\n");
        for (List<String> row : rows) {
            html.append("<tr>");
            row.forEach(cell -> html.append("<td>").append(cell(cell)).append("</td>"));
            html.append("</tr>\n");
        }
        return html.append("</tbody>\n</table>\n").toString();
    }

    private static String cell(String text) {
        String[] parts = text.split(" ± ", 2);
        return Html.escape(parts[0])
                + (parts.length == 1 ? "" : " <span class=\"deviation\">± " + Html.escape(parts[1]) + "</span>");
    }
}
