package io.github.dl4jregularizers.examples.report;

import io.github.dl4jregularizers.examples.data.ImageData;
import io.github.dl4jregularizers.examples.recipe.Recipe;
import io.github.dl4jregularizers.examples.training.Metrics;
import io.github.dl4jregularizers.internal.Arguments;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One page that holds everything about a comparison and needs nothing else: no script, no file, no network. */
public final class HtmlReport {

    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");
    private static final int COLOURS = 8;

    private final ResultTable table;
    private final Map<String, String> places = new LinkedHashMap<>();

    /**
     * A page about finished runs.
     *
     * @param title what was compared, in one line
     * @param subtitle when, or under what circumstances, in one line
     * @param table the results
     * @param note which epoch the results are of
     * @param data what was trained on
     * @param command the command line that does it again
     * @param facts settings and versions, by name
     */
    public HtmlReport(
            String title,
            String subtitle,
            ResultTable table,
            String note,
            ImageData data,
            String command,
            Map<String, String> facts) {
        this.table = Arguments.required("table", table);
        places.put("title", Html.escape(title));
        places.put("subtitle", Html.escape(subtitle));
        places.put(
                "findings",
                table.differences().stream()
                        .map(text -> "<p class=\"finding\">" + Html.escape(text) + "</p>\n")
                        .collect(Collectors.joining()));
        places.put("table", TableHtml.of(table));
        places.put("note", Html.escape(note));
        String heldOut = data.validation().size() > 0 ? "validation" : "test";
        places.put("legend", legend(heldOut));
        places.put(
                "charts",
                chart("Accuracy", "accuracy, %", heldOut, metrics -> 100 * metrics.accuracy())
                        + chart("Negative log-likelihood", "NLL, nats per image", heldOut, Metrics::nll));
        places.put(
                "recipes",
                table.recipes().stream()
                        .map(recipe -> definition(recipe.name(), recipe.description()))
                        .collect(Collectors.joining()));
        places.put(
                "pruned",
                table.columns().contains(Column.PRUNED)
                        ? definition("pruned", "Weights of variational layers that inference leaves out.") + "\n"
                        : "");
        places.put("data", Html.escape(describe(data)));
        places.put("samples", Samples.html(data.training()));
        places.put("command", Html.escape(command));
        places.put(
                "facts",
                facts.entrySet().stream()
                        .map(fact -> definition(fact.getKey(), fact.getValue()))
                        .collect(Collectors.joining()));
    }

    /**
     * The finished page.
     *
     * @return HTML
     */
    public String html() {
        return PLACE.matcher(template())
                .replaceAll(match ->
                        Matcher.quoteReplacement(Arguments.required(match.group(1), places.get(match.group(1)))));
    }

    private static String template() {
        try (InputStream in = HtmlReport.class.getResourceAsStream("report.html")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String definition(String term, String text) {
        return Html.element("dt", term) + Html.element("dd", text);
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
                    .append(swatch(i))
                    .append(Html.escape(recipes.get(i).name()))
                    .append("</span>\n");
        }
        return html + "<span><span class=\"line\"></span>" + heldOut + "</span>\n"
                + "<span><span class=\"line dashed\"></span>training</span>\n"
                + (table.hasDeviations() ? "<span>band: ± one standard deviation over the seeds</span>" : "");
    }

    /** A spot of the colour that a recipe's curves have. */
    static String swatch(int recipe) {
        return "<span class=\"swatch\" style=\"background:var(--series-" + recipe % COLOURS + ")\"></span>";
    }

    private String chart(String title, String unit, String heldOut, ToDoubleFunction<Metrics> metric) {
        LearningCurves curves = new LearningCurves(title, unit);
        List<Recipe> recipes = table.recipes();
        for (int i = 0; i < recipes.size(); i++) {
            List<Run> runs = table.runs(recipes.get(i));
            curves.add(
                    i % COLOURS,
                    runs.stream().map(run -> run.trainingCurve(metric)).collect(Collectors.toList()),
                    runs.stream().map(run -> run.heldOutCurve(metric)).collect(Collectors.toList()));
        }
        return curves.svg(title + " over the epochs, by recipe, on training and " + heldOut + " images") + "\n";
    }
}
