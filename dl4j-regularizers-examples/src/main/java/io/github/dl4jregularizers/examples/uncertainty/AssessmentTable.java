package io.github.dl4jregularizers.examples.uncertainty;

import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.report.Html;
import io.github.dl4jregularizers.examples.report.Statistic;
import io.github.dl4jregularizers.examples.report.TextTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Assessments of networks that differ in the seed only: means and standard deviations. */
public final class AssessmentTable {

    private final List<Assessment> runs;

    /**
     * Creates a table.
     *
     * @param runs assessed alike, at least one
     * @throws IllegalArgumentException if there is none
     */
    public AssessmentTable(List<Assessment> runs) {
        Require.atLeast("number of runs", runs.size(), 1);
        this.runs = List.copyOf(runs);
    }

    /**
     * Both tables as text: scores on the test images, and out-of-distribution detection.
     *
     * @return lines
     */
    public List<String> text() {
        List<String> lines = new ArrayList<>(TextTable.lines(scoreRows(), 2));
        lines.add("");
        lines.addAll(TextTable.lines(detectionRows(), 1));
        return lines;
    }

    /** Returns the scores as HTML. */
    String scoresHtml() {
        return html(scoreRows(), 2);
    }

    /** Returns the detection as HTML. */
    String detectionHtml() {
        return html(detectionRows(), 1);
    }

    private List<List<String>> scoreRows() {
        Scores.Column[] columns = Scores.Column.values();
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("prediction", column -> column.title, columns));
        rows.add(row("", column -> column.unit, columns));
        List<Scores> names = runs.get(0).scores();
        for (int i = 0; i < names.size(); i++) {
            int index = i;
            rows.add(row(
                    names.get(i).name(),
                    column -> format(
                            run -> column.value.applyAsDouble(run.scores().get(index)), column.decimals),
                    columns));
        }
        return rows;
    }

    private static List<String> row(String name, Function<Scores.Column, String> cell, Scores.Column[] columns) {
        List<String> row = new ArrayList<>(List.of(name));
        Arrays.stream(columns).map(cell).forEach(row::add);
        return row;
    }

    private List<List<String>> detectionRows() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("tells unfamiliar images by", "AUROC"));
        for (String name : runs.get(0).detection().keySet()) {
            rows.add(List.of(name, format(run -> run.detection().get(name), 3)));
        }
        return rows;
    }

    private String format(ToDoubleFunction<Assessment> value, int decimals) {
        return Statistic.of(runs.stream().mapToDouble(value).toArray()).format(decimals, false);
    }

    private static String html(List<List<String>> rows, int headerRows) {
        StringBuilder html = new StringBuilder("<table>\n<thead><tr>");
        for (int column = 0; column < rows.get(0).size(); column++) {
            html.append("<th>").append(Html.escape(rows.get(0).get(column)));
            html.append(headerRows > 1 ? "<small>" + Html.escape(rows.get(1).get(column)) + "</small></th>" : "</th>");
        }
        html.append("</tr></thead>\n<tbody>\n");
        for (List<String> row : rows.subList(headerRows, rows.size())) {
            html.append("<tr>")
                    .append(row.stream()
                            .map(cell -> "<td>" + Html.escape(cell) + "</td>")
                            .collect(Collectors.joining()))
                    .append("</tr>\n");
        }
        return html.append("</tbody>\n</table>").toString();
    }
}
