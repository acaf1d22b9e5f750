package io.github.dl4jregularizers.examples.report;

import io.github.dl4jregularizers.examples.recipe.Recipe;
import java.util.List;

/** The table as HTML, the best mean of each column marked. */
final class TableHtml {

    private TableHtml() {}

    static String of(ResultTable table) {
        StringBuilder html = new StringBuilder("<table>\n<thead><tr><th>recipe</th>");
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
                String[] number = table.cell(recipe, column).split(" ", 2);
                html.append(table.isBest(recipe, column) ? "<td class=\"best\">" : "<td>")
                        .append(number[0]);
                if (number.length > 1) {
                    html.append(" <span class=\"deviation\">").append(number[1]).append("</span>");
                }
                html.append("</td>");
            }
            html.append("<td>").append(table.runs(recipe).size()).append("</td></tr>\n");
        }
        return html.append("</tbody>\n</table>").toString();
    }
}
