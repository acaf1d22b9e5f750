package io.github.dl4jregularizers.examples.report;

import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.data.ImageData;
import io.github.dl4jregularizers.examples.recipe.Recipe;
import io.github.dl4jregularizers.examples.training.Metrics;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** A self-contained page about a comparison: no script, no file, no network access. */
public final class HtmlReport {

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
     */
    public HtmlReport(
            String title,
            String subtitle,
            ResultTable table,
            String note,
            ImageData data,
            List<SeenImages> seen,
            String command,
            Map<String, String> facts) {
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
        String heldOut = data.validation().size() > 0 ? "validation" : "test";
        page.html("legend", legend(heldOut));
        page.html(
                "charts",
                chart("Accuracy", "accuracy, %", heldOut, metrics -> 100 * metrics.accuracy())
                        + chart("Negative log-likelihood", "NLL, nats per image", heldOut, Metrics::nll));
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

    private String chart(String title, String unit, String heldOut, ToDoubleFunction<Metrics> metric) {
        LearningCurves curves = new LearningCurves(title, unit);
        List<Recipe> recipes = table.recipes();
        for (int i = 0; i < recipes.size(); i++) {
            List<Run> runs = table.runs(recipes.get(i));
            curves.add(
                    i,
                    runs.stream().map(run -> run.trainingCurve(metric)).collect(Collectors.toList()),
                    runs.stream().map(run -> run.heldOutCurve(metric)).collect(Collectors.toList()));
        }
        return curves.svg(title + " over the epochs, by recipe, on training and " + heldOut + " images") + "\n";
    }
}
