package io.github.dl4jregularizers.examples.uncertainty;

import io.github.dl4jregularizers.examples.data.ImageSet;
import io.github.dl4jregularizers.examples.report.Html;
import io.github.dl4jregularizers.examples.report.Page;
import io.github.dl4jregularizers.examples.report.Pictures;
import io.github.dl4jregularizers.examples.report.SvgChart;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A page about calibration and uncertainty of a network: table, charts, pictures. */
public final class AssessmentPage {

    private static final int PICTURES = 12;

    private final Assessment assessment;
    private final Page page = new Page("uncertainty.html");

    /**
     * Creates a page.
     *
     * @param title the network, in one line
     * @param subtitle the date, in one line
     * @param assessment assessment of the network
     * @param note purposes of the images
     * @param unfamiliar description of the out-of-distribution images
     * @param command command line that repeats the assessment
     * @param facts settings and versions, by name
     */
    public AssessmentPage(
            String title,
            String subtitle,
            Assessment assessment,
            String note,
            String unfamiliar,
            String command,
            Map<String, String> facts) {
        this.assessment = assessment;
        boolean sampled = assessment.samples() > 0;
        AssessmentTable table = new AssessmentTable(List.of(assessment));
        AssessmentCharts charts = new AssessmentCharts(assessment);
        page.text("title", title)
                .text("subtitle", subtitle)
                .html("scores", table.scoresHtml())
                .html("detection", table.detectionHtml())
                .text("note", note)
                .text("unfamiliar", unfamiliar)
                .html("reliabilityLegend", legend("scaled", "as predicted") + "<span>band: 95 % interval</span>")
                .html("reliability", charts.reliability(false) + (sampled ? charts.reliability(true) : ""))
                .html("riskLegend", riskLegend())
                .html("histogramLegend", legend("test images", "unfamiliar images"))
                .html("risk", charts.riskCoverage())
                .html("histogram", charts.histogram())
                .html("certain", pictures(assessment.test(), 1))
                .html("uncertain", pictures(assessment.test(), -1))
                .html("unfamiliarCertain", pictures(assessment.unfamiliar(), 1))
                .html("unfamiliarUncertain", pictures(assessment.unfamiliar(), -1))
                .text("command", command)
                .definitions("facts", facts);
    }

    /**
     * Returns the finished page.
     *
     * @return HTML
     */
    public String html() {
        return page.html();
    }

    private String riskLegend() {
        return assessment.samples() == 0
                ? entry(1, "entropy, " + assessment.name(false))
                : entry(1, "entropy, " + assessment.name(false))
                        + entry(0, "entropy, " + assessment.name(true))
                        + entry(2, "mutual information");
    }

    private static String legend(String first, String second) {
        return entry(0, first) + entry(1, second);
    }

    private static String entry(int series, String text) {
        return "<span>" + SvgChart.swatch(series) + Html.escape(text) + "</span>\n";
    }

    /** Returns the images of the lowest entropy (direction 1) or the highest (-1). */
    private String pictures(ImagePredictions predictions, int direction) {
        boolean sampled = assessment.samples() > 0;
        double[] entropy = predictions.entropy(sampled).toDoubleVector();
        double[][] probabilities = predictions.probabilities(sampled).toDoubleMatrix();
        return IntStream.range(0, entropy.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> direction * entropy[i]))
                .limit(PICTURES)
                .map(i -> picture(predictions.images(), i, probabilities[i]))
                .collect(Collectors.joining());
    }

    private String picture(ImageSet images, int image, double[] probabilities) {
        ImageSet familiar = assessment.testImages();
        int predicted = IntStream.range(0, probabilities.length)
                .reduce((best, label) -> probabilities[label] > probabilities[best] ? label : best)
                .orElseThrow();
        String answer = familiar.classNames().get(predicted);
        String caption =
                Html.escape(answer) + String.format(Locale.ROOT, "<br>%.0f %%", 100 * probabilities[predicted]);
        String right = images.classNames().get(images.label(image));
        if (images == familiar && images.label(image) != predicted) {
            caption += "<br><span class=\"wrong\">is " + Html.escape(right) + "</span>";
        }
        return Pictures.figure(
                images, new int[] {image}, 1, "An image of the class " + right + ", predicted as " + answer, caption);
    }
}
