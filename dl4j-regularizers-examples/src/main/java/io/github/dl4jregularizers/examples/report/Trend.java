package io.github.dl4jregularizers.examples.report;

import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.recipe.Recipe;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Test accuracy of each recipe over several comparisons, in the order of their dates. Immutable. */
public final class Trend {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private final List<Results> comparisons;
    private final List<Recipe> recipes;
    private final List<List<String>> settings;

    /**
     * Creates a trend.
     *
     * @param comparisons at least one, in any order
     */
    public Trend(List<Results> comparisons) {
        Require.atLeast("number of comparisons", comparisons.size(), 1);
        this.comparisons =
                comparisons.stream().sorted(Comparator.comparing(Results::date)).collect(Collectors.toList());
        Set<Recipe> all = new LinkedHashSet<>();
        this.comparisons.forEach(results -> results.runs().forEach(run -> all.add(run.recipe())));
        recipes = List.copyOf(all);
        settings = this.comparisons.stream().map(Results::settings).distinct().collect(Collectors.toList());
    }

    /**
     * Returns the table for a terminal: one row per comparison. Rows of different settings have different letters.
     *
     * @return lines, the header first, the settings last
     */
    public List<String> text() {
        List<String> titles = new ArrayList<>(List.of("comparison", "settings"));
        List<String> units = new ArrayList<>(List.of("", ""));
        for (Recipe recipe : recipes) {
            titles.add(recipe.name());
            units.add("test accuracy, %");
        }
        List<List<String>> cells = new ArrayList<>(List.of(titles, units));
        for (Results results : comparisons) {
            List<String> row = new ArrayList<>(List.of(results.date().format(DATE), letter(results)));
            recipes.forEach(recipe -> row.add(cell(results, recipe)));
            cells.add(row);
        }
        List<String> lines = new ArrayList<>(TextTable.lines(cells, 2));
        lines.add("");
        settings.forEach(options -> lines.add(letter(settings.indexOf(options)) + ": " + String.join(" ", options)));
        return lines;
    }

    private String letter(Results results) {
        return letter(settings.indexOf(results.settings()));
    }

    private static String letter(int index) {
        return index < 26 ? String.valueOf((char) ('a' + index)) : "s" + index;
    }

    private static String cell(Results results, Recipe recipe) {
        double[] accuracy = accuracy(results, recipe);
        return accuracy.length == 0 ? ResultTable.NONE : Statistic.of(accuracy).format(1, false);
    }

    private static double[] accuracy(Results results, Recipe recipe) {
        return results.runs().stream()
                .filter(run -> run.recipe() == recipe)
                .mapToDouble(Column.TEST_ACCURACY::of)
                .toArray();
    }

    /**
     * Returns the page: a chart with one line per recipe, and the table.
     *
     * @return HTML
     */
    public String html() {
        SvgChart chart = new SvgChart("Test accuracy", "comparison", "accuracy, %");
        StringBuilder legend = new StringBuilder();
        for (int i = 0; i < recipes.size(); i++) {
            draw(chart, i);
            legend.append(
                    "<span>" + SvgChart.swatch(i) + Html.escape(recipes.get(i).name()) + "</span>\n");
        }
        return new Page("trend.html")
                .html("legend", legend.toString())
                .html("chart", chart.svg("Test accuracy of each recipe over the comparisons"))
                .text("table", String.join("\n", text()))
                .html();
    }

    private void draw(SvgChart chart, int series) {
        Recipe recipe = recipes.get(series);
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < comparisons.size(); i++) {
            double[] accuracy = accuracy(comparisons.get(i), recipe);
            if (accuracy.length > 0) {
                Statistic statistic = Statistic.of(accuracy);
                points.add(new double[] {i + 1.0, statistic.mean()});
                String date = comparisons.get(i).date().format(DATE);
                chart.hover(i + 1.0, statistic.mean(), recipe.name() + ", " + date + ": " + statistic.format(1, false));
            }
        }
        double[] x = points.stream().mapToDouble(point -> point[0]).toArray();
        double[] y = points.stream().mapToDouble(point -> point[1]).toArray();
        chart.line(series, false, true, x, y);
    }
}
