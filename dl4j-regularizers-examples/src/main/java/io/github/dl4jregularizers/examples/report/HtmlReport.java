package io.github.dl4jregularizers.examples.report;

import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.data.ImageData;
import io.github.dl4jregularizers.examples.recipe.Recipe;
import io.github.dl4jregularizers.examples.training.Metrics;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** A self-contained page about a comparison: no other file, no network access. */
public final class HtmlReport {

    private static final String SIGNIFICANCE =
            " * and **: differs from the first recipe, paired t-test over the seeds, p < 0.05 and p < 0.01.";
    private static final String MARKS =
            "Two-sided p-value of one comparison below 0.05 and 0.01. With many recipes some" + " marks are chance.";

    private final ResultTable table;
    private final Page page = new Page("report.html");

    /**
     * Creates a page about finished runs.
     *
     * @param title subject of the comparison, in one line
     * @param subtitle date or circumstances, in one line
     * @param table the results
     * @param note epoch of the results
     * @param data data of the training
     * @param seen images after augmentation; empty without augmentation
     * @param command command line that repeats the comparison
     * @param facts settings and versions, by name
     * @param configurations networks of the recipes as JSON, by the recipe's name
     */
    public HtmlReport(
            String title,
            String subtitle,
            ResultTable table,
            String note,
            ImageData data,
            List<SeenImages> seen,
            String command,
            Map<String, String> facts,
            Map<String, String> configurations) {
        this.table = Require.given("table", table);
        page.text("title", title);
        page.text("subtitle", subtitle);
        page.html(
                "findings",
                table.differences().stream()
                        .map(text -> "<p class=\"finding\">" + Html.escape(text) + "</p>\n")
                        .collect(Collectors.joining()));
        page.html("table", TableHtml.of(table));
        page.text("note", note);
        page.text("significance", table.hasDeviations() && table.recipes().size() > 1 ? SIGNIFICANCE : "");
        page.html("marks", Html.definition("*, **", MARKS));
        page.html("classes", table.hasClasses() ? classes(data) : "");
        page.html("settings", settings(configurations));
        String heldOut = data.validation().size() > 0 ? "validation" : "test";
        page.html("legend", legend(heldOut));
        page.html(
                "charts",
                chart("Accuracy", "accuracy, %", 1, heldOut, metrics -> 100 * metrics.accuracy())
                        + chart("Negative log-likelihood", "NLL, nats per image", 3, heldOut, Metrics::nll));
        page.html(
                "recipes",
                table.recipes().stream()
                        .map(recipe -> Html.definition(recipe.name(), recipe.description()))
                        .collect(Collectors.joining()));
        page.html(
                "pruned",
                table.columns().contains(Column.PRUNED)
                        ? Html.definition("pruned", "Weights and gates that inference leaves out.") + "\n"
                        : "");
        page.text("data", describe(data));
        page.html("samples", Samples.html(data.training()));
        page.html("seen", SeenImages.html(seen));
        page.text("command", command);
        page.definitions("facts", facts);
    }

    /**
     * Returns the finished page.
     *
     * @return HTML
     */
    public String html() {
        return page.html();
    }

    private static String describe(ImageData data) {
        int classes = data.training().classes();
        String validation =
                data.validation().size() > 0 ? ", " + data.validation().size() + " validation" : "";
        return data.name() + ": " + data.training().size() + " training" + validation + " and "
                + data.test().size() + " test images in " + classes
                + " classes"
                + (classes > Samples.CLASSES ? ", of which the first " + Samples.CLASSES + " are shown." : ".");
    }

    private String classes(ImageData data) {
        return "<h2>Test accuracy per class</h2>\n<div class=\"scroll\">\n"
                + ClassTable.of(table, data.test().classNames()) + "\n</div>\n\n";
    }

    private String settings(Map<String, String> configurations) {
        List<Recipe> recipes = table.recipes();
        String first = recipes.get(0).name();
        StringBuilder html = new StringBuilder();
        for (Recipe recipe : recipes.subList(1, recipes.size())) {
            String name = recipe.name();
            SettingDifferences differences = SettingDifferences.of(configurations.get(first), configurations.get(name));
            html.append(Html.element("h3", name + " against " + first))
                    .append(
                            differences.isEmpty()
                                    ? Html.element("p", "Equal networks: only the data or the training differ.")
                                    : differences.html(first, name));
        }
        return html.toString();
    }

    private String legend(String heldOut) {
        StringBuilder html = new StringBuilder();
        List<Recipe> recipes = table.recipes();
        for (int i = 0; i < recipes.size(); i++) {
            html.append("<span>")
                    .append(SvgChart.swatch(i))
                    .append(Html.escape(recipes.get(i).name()))
                    .append("</span>\n");
        }
        return html + "<span><span class=\"line\"></span>" + heldOut + "</span>\n"
                + "<span><span class=\"line dashed\"></span>training</span>\n"
                + (table.hasDeviations() ? "<span>band: ± one standard deviation over the seeds</span>" : "");
    }

    private String chart(String title, String unit, int decimals, String heldOut, ToDoubleFunction<Metrics> metric) {
        LearningCurves curves = new LearningCurves(title, unit);
        List<Recipe> recipes = table.recipes();
        for (int i = 0; i < recipes.size(); i++) {
            List<Run> runs = table.runs(recipes.get(i));
            curves.add(
                    i,
                    recipes.get(i).name(),
                    heldOut,
                    decimals,
                    runs.stream().map(run -> run.trainingCurve(metric)).collect(Collectors.toList()),
                    runs.stream().map(run -> run.heldOutCurve(metric)).collect(Collectors.toList()));
        }
        return curves.svg(title + " over the epochs, by recipe, on training and " + heldOut + " images") + "\n";
    }
}
