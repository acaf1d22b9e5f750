package io.github.dl4jregularizers.examples.report;

import io.github.dl4jregularizers.examples.recipe.Recipe;
import java.util.List;
import java.util.Locale;

/** Test accuracy per class as HTML: one row per class, one column per recipe. */
final class ClassTable {

    private static final double HALF_OF_LAST_DIGIT = 0.05;

    private ClassTable() {}

    static String of(ResultTable table, List<String> classNames) {
        List<Recipe> recipes = table.recipes();
        StringBuilder html = new StringBuilder("<table class=\"sortable\">\n<thead><tr><th>class</th>");
        for (int i = 0; i < recipes.size(); i++) {
            html.append("<th>")
                    .append(SvgChart.swatch(i))
                    .append(Html.escape(recipes.get(i).name()))
                    .append("<small>%</small></th>");
        }
        html.append("</tr></thead>\n<tbody>\n");
        for (int label = 0; label < classNames.size(); label++) {
            html.append("<tr><td>").append(Html.escape(classNames.get(label))).append("</td>");
            int of = label;
            double best = recipes.stream()
                    .mapToDouble(recipe -> accuracy(table, recipe, of).mean())
                    .filter(mean -> !Double.isNaN(mean))
                    .max()
                    .orElse(Double.NaN);
            for (Recipe recipe : recipes) {
                html.append(cell(accuracy(table, recipe, label), recipes.size() > 1, best));
            }
            html.append("</tr>\n");
        }
        return html.append("</tbody>\n</table>").toString();
    }

    private static Statistic accuracy(ResultTable table, Recipe recipe, int label) {
        return Statistic.of(table.runs(recipe).stream()
                .mapToDouble(run -> 100 * run.classAccuracy().get(label))
                .toArray());
    }

    private static String cell(Statistic accuracy, boolean compares, double best) {
        if (Double.isNaN(accuracy.mean())) {
            return "<td>-</td>";
        }
        String open = compares && accuracy.mean() > best - HALF_OF_LAST_DIGIT ? "<td class=\"best\"" : "<td";
        return open + String.format(Locale.ROOT, " data-value=\"%s\">", accuracy.mean())
                + TableHtml.number(accuracy.format(1, false)) + "</td>";
    }
}
