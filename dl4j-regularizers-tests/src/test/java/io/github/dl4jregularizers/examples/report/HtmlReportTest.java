package io.github.dl4jregularizers.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.augment.MixUp;
import io.github.dl4jregularizers.examples.data.ChannelStatistics;
import io.github.dl4jregularizers.examples.data.ImageBatches;
import io.github.dl4jregularizers.examples.data.ImageSet;
import io.github.dl4jregularizers.examples.data.ShapesData;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class HtmlReportTest {

    private static final String HOSTILE = "<script>alert('x')</script> & \"$1\" {{table}}";

    private final String html = html(Runs.table());

    private static String html(ResultTable table) {
        return new HtmlReport(
                        HOSTILE,
                        HOSTILE,
                        table,
                        HOSTILE,
                        ShapesData.generate(40, 10, 1),
                        List.of(),
                        HOSTILE,
                        Map.of(HOSTILE, HOSTILE),
                        configurations(table))
                .html();
    }

    /** Networks of one layer; those of other recipes than the first have a hostile dropout. */
    private static Map<String, String> configurations(ResultTable table) {
        Map<String, String> configurations = new HashMap<>();
        for (String name : table.names().split(", ")) {
            String dropout = configurations.isEmpty() ? "" : ", \"dropout\": \"<b>0.5</b>\"";
            configurations.put(name, "{\"confs\": [{\"layer\": {\"layerName\": \"one\"" + dropout + "}}]}");
        }
        return configurations;
    }

    @Test
    void loadsNothing() {
        assertThat(html).doesNotContainIgnoringCase("http").doesNotContain("<link", "@import", "url(#\"");
        Matcher sources = Pattern.compile("(src|href|url)\\s*[=(]\\s*[\"']?([^\"')]{0,20})")
                .matcher(html);
        while (sources.find()) {
            assertThat(sources.group(2)).matches("data:image/png;base.*|#.*");
        }
    }

    @Test
    void escapesText() {
        String escaped = "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;$1&quot; {{table}}";

        assertThat(html.split("<script", -1)).as("the page's own script").hasSize(2);
        assertThat(html.split(Pattern.quote(escaped), -1))
                .as("title twice, subtitle, note, command, name and value of a fact")
                .hasSize(8);
    }

    @Test
    void fillsEveryPlace() {
        assertThat(html.replace(Html.escape(HOSTILE), "")).doesNotContain("{{");
    }

    @Test
    void leavesColorsToThePage() {
        assertThat(html).contains("var(--series-0)", "var(--series-1)", "var(--ink)", "var(--grid)");
        assertThat(html).doesNotContain("rgb(1,1,1)", "rgb(1,1,2)", ",2,0)");
    }

    @Test
    void drawsBothChartsAndAllClasses() throws IOException {
        assertThat(html.split("<svg ", -1)).hasSize(3);
        Matcher images =
                Pattern.compile("src=\"data:image/png;base64,([^\"]*)\"").matcher(html);
        int count = 0;
        while (images.find()) {
            byte[] png = Base64.getDecoder().decode(images.group(1));
            assertThat(ImageIO.read(new ByteArrayInputStream(png)).getHeight()).isEqualTo(32);
            count++;
        }
        assertThat(count).isEqualTo(10);
    }

    @Test
    void showsAugmentedImagesWithLabels() throws IOException {
        assertThat(html).doesNotContain("Augmented images");
        ImageSet images = ShapesData.generate(40, 10, 1).training();
        ChannelStatistics statistics = ChannelStatistics.of(images);
        ImageBatches plain = ImageBatches.inOrder(images, statistics, 10);
        String section = SeenImages.html(List.of(SeenImages.of("as <is>", plain, statistics)));
        assertThat(section)
                .contains("<h3>as &lt;is&gt;</h3>", images.classNames().get(images.label(0)));
        Matcher image =
                Pattern.compile("src=\"data:image/png;base64,([^\"]*)\"").matcher(section);
        for (int i = 0; i < 8; i++) {
            assertThat(image.find()).isTrue();
            BufferedImage picture =
                    ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(image.group(1))));
            for (int channel = 0; channel < 3; channel++) {
                assertThat(picture.getRGB(7, 20) >> (16 - 8 * channel) & 0xFF)
                        .isEqualTo(images.pixel(2 * i, channel, 20, 7));
            }
        }
        assertThat(image.find()).isFalse();
        ImageBatches mixed = ImageBatches.training(images, statistics, 10, false, 1, new MixUp(1, 3));
        assertThat(SeenImages.html(List.of(SeenImages.of("mixup", mixed, statistics))))
                .containsPattern("<figcaption>\\w+ \\d+\u00a0%, \\w+ \\d+\u00a0%</figcaption>");
    }

    @Test
    void hasAColumnOfPrunedWeightsOnlyWhereThereAreAny() {
        assertThat(html).doesNotContain("pruned");
        assertThat(html(Runs.sparseTable()))
                .contains("<th>pruned<small>%</small></th>")
                .contains("<dt>pruned</dt>")
                .contains("<td>-</td>")
                .contains("<td data-value=\"91.0\">91.0 <span class=\"deviation\">± 1.4</span></td>");
    }

    @Test
    void marksTheBestAndReportsTheDifference() {
        assertThat(html)
                .contains("<td class=\"best\" data-value=\"74.0\">74.0 <span class=\"deviation\">± 5.7</span></td>");
        assertThat(html).contains("<td data-value=\"65.0\">65.0 <span class=\"deviation\">± 7.1</span></td>");
        assertThat(html).contains("dropout against baseline: test accuracy +9.0 ± 1.4");
    }

    @Test
    void marksSignificantDifferences() {
        assertThat(html).as("p = 0.07, two seeds").doesNotContain("<sup").contains("p &lt; 0.05");
        // Differences of 10, 11 and 12 points: t = 11 / (1 / sqrt 3) with two degrees of freedom.
        String marked = html(new ResultTable(List.of(
                Runs.of(Runs.BASELINE, 1, 1.0, 0.60),
                Runs.of(Runs.DROPOUT, 1, 1.0, 0.70),
                Runs.of(Runs.BASELINE, 2, 1.0, 0.62),
                Runs.of(Runs.DROPOUT, 2, 1.0, 0.73),
                Runs.of(Runs.BASELINE, 3, 1.0, 0.70),
                Runs.of(Runs.DROPOUT, 3, 1.0, 0.82))));
        double t = 11 * Math.sqrt(3);
        String p = String.format(Locale.ROOT, "%.3f", 1 - t / Math.sqrt(2 + t * t));
        assertThat(marked)
                .contains("<sup title=\"+11.0 ± 1.0 to baseline, p = " + p + "\">**</sup>")
                .contains("test accuracy +11.0 ± 1.0**, gap -11.0 ± 1.0**");
    }

    @Test
    void hasATableOfClasses() {
        assertThat(html)
                .contains("<h2>Test accuracy per class</h2>")
                .contains("<td>-</td>")
                .contains("<td class=\"best\" data-value=\"74.0\">");
    }

    @Test
    void namesTheSettingsThatDiffer() {
        assertThat(html)
                .contains("<h3>dropout against baseline</h3>")
                .contains("<td>dropout</td><td>-</td><td>&lt;b&gt;0.5&lt;/b&gt;</td><td>one</td>");
    }

    @Test
    void showsValuesOfCurvesUnderThePointer() {
        assertThat(html)
                .contains("<title>baseline, training, epoch 1: 10.0 ± 0.0</title>")
                .contains("<title>dropout, test, epoch 2: 74.0 ± 5.7</title>");
        Matcher places = Pattern.compile("cx=\"([0-9.-]+)\" cy=\"([0-9.-]+)\"").matcher(html);
        int count = 0;
        while (places.find()) {
            assertThat(Double.parseDouble(places.group(1))).isBetween(40.0, 620.0);
            assertThat(Double.parseDouble(places.group(2))).isBetween(0.0, 380.0);
            count++;
        }
        assertThat(count).as("two charts, two recipes, two curves, two epochs").isEqualTo(16);
    }
}
