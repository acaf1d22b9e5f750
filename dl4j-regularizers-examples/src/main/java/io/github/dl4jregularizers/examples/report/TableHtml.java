package io.github.dl4jregularizers.examples.report;

import io.github.dl4jregularizers.examples.recipe.Recipe;
import java.util.List;
import java.util.Locale;

/** The table as HTML: the best mean of each column, and significant differences to the first recipe, are marked. */
final class TableHtml {

    private TableHtml() {}

    static String of(ResultTable table) {
        StringBuilder html = new StringBuilder("<table class=\"sortable\">\n<thead><tr><th>recipe</th>");
        for (Column column : table.columns()) {
            html.append("<th>")
                    .append(column.title())
                    .append("<small>")
                    .append(column.unit())
                    .append("</small></th>");
        }
        html.append("<th>seeds</th></tr></thead>\n<tbody>\n");
        List<Recipe> recipes = table.recipes();
        for (int i = 0; i < recipes.size(); i++) {
            Recipe recipe = recipes.get(i);
            html.append("<tr><td>")
                    .append(SvgChart.swatch(i))
                    .append(Html.escape(recipe.name()))
                    .append("</td>");
            for (Column column : table.columns()) {
                html.append(cell(table, recipe, column));
            }
            int seeds = table.runs(recipe).size();
            html.append("<td data-value=\"" + seeds + "\">").append(seeds).append("</td></tr>\n");
        }
        return html.append("</tbody>\n</table>").toString();
    }

    private static String cell(ResultTable table, Recipe recipe, Column column) {
        String text = table.cell(recipe, column);
        if (text.equals(ResultTable.NONE)) {
            return "<td>" + text + "</td>";
        }
        return (table.isBest(recipe, column) ? "<td class=\"best\"" : "<td")
                + " data-value=\"" + table.statistic(recipe, column).mean() + "\">" + number(text)
                + mark(table, recipe, column) + "</td>";
    }

    private static String mark(ResultTable table, Recipe recipe, Column column) {
        double p = table.pValue(recipe, column);
        String mark = PairedTest.mark(p);
        return mark.isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        " <sup title=\"%s to %s, p = %.3f\">%s</sup>",
                        table.difference(recipe, column).format(column.decimals(), true),
                        Html.escape(table.recipes().get(0).name()),
                        p,
                        mark);
    }

    /** Returns a mean, and its deviation in a softer color. */
    static String number(String text) {
        String[] parts = text.split(" ", 2);
        return parts.length == 1 ? text : parts[0] + " <span class=\"deviation\">" + parts[1] + "</span>";
    }
}
