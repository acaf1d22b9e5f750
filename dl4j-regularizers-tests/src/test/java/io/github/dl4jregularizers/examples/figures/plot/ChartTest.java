package io.github.dl4jregularizers.examples.figures.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class ChartTest {

    private static final double[] X = {0, 1, 2};

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static Chart chart() {
        return new Chart("A < B", "time, s", "error, %").line("one & all", 2, X, new double[] {3, Double.NaN, 5});
    }

    @Test
    void svgHasTitleUnitsAndLegend() throws Exception {
        String text = parsed(chart().svgFile()).getDocumentElement().getTextContent();
        assertThat(text).contains("A < B", "time, s", "error, %", "one & all");
        assertThat(chart().svg()).contains("var(--series-2)", "var(--ink)").doesNotContain("NaN", "Infinity");
    }

    @Test
    void everyKindOfSeriesIsWellFormed() throws Exception {
        Chart chart = new Chart("t", "x", "y")
                .surface(new double[] {0, 2}, new double[] {0, 6}, new double[][] {{1, 2}, {3, 4}}, 1, 4)
                .band("band", 0, X, new double[] {1, 1, 1}, new double[] {2, 3, 2})
                .bars("bars", 1, X, new double[] {4, 5})
                .points("points", 3, X, X)
                .smallPoints("small", 4, X, X)
                .rings("rings", 5, X, X)
                .dashed("dashed", Chart.INK, X, X);
        assertThat(parsed(chart.svg()).getElementsByTagName("image").getLength())
                .isEqualTo(2);
        BufferedImage image = chart.image(Palette.dark());
        assertThat(image.getWidth()).isEqualTo(920);
        assertThat(image.getRGB(0, 0) & 0xFFFFFF)
                .isEqualTo(Palette.dark().color("card").getRGB() & 0xFFFFFF);
    }

    @Test
    void logarithmicAxisHasDecades() throws Exception {
        Chart chart = new Chart("t", "x", "y").logX().line("", 0, new double[] {0.01, 1, 100}, new double[] {1, 2, 3});
        assertThat(parsed(chart.svg()).getDocumentElement().getTextContent()).contains("0.01", "0.1", "1", "10", "100");
    }

    @Test
    void ticksAreAtGivenValuesInTheRange() throws Exception {
        Chart chart = new Chart("t", "x", "y")
                .logX()
                .xTicks(0.25, 2, 50, 4000, 9e4)
                .yRange(700, 701)
                .line("", 0, new double[] {0.25, 4000}, new double[] {700, 701});
        assertThat(texts(chart)).contains("0.25", "2", "50", "4000").doesNotContain("1", "10", "90000");
    }

    private static List<String> texts(Chart chart) throws Exception {
        NodeList texts = parsed(chart.svg()).getElementsByTagName("text");
        return IntStream.range(0, texts.getLength())
                .mapToObj(i -> texts.item(i).getTextContent())
                .collect(Collectors.toList());
    }

    @Test
    void logarithmicAxisLeavesOutZeros() {
        Chart chart = new Chart("t", "x", "y").logY().points("", 0, X, new double[] {0, 1, 10});
        assertThat(chart.svg()).doesNotContain("NaN", "Infinity");
    }

    @Test
    void emptyAndConstantSeriesAreDrawn() {
        Chart chart = new Chart("t", "x", "y").line("", 0, new double[0], new double[0]);
        assertThat(chart.svg()).doesNotContain("NaN");
        Chart constant = new Chart("t", "x", "y").line("", 0, X, new double[] {7, 7, 7});
        assertThat(constant.svg()).doesNotContain("NaN");
    }

    @Test
    void wrongArgumentsAreRefused() {
        Chart chart = new Chart("t", "x", "y");
        assertThatThrownBy(() -> chart.line("", 0, X, new double[2]))
                .hasMessage("number of values of y must be that of x, 3, but was 2");
        assertThatThrownBy(() -> chart.bars("", 0, X, X))
                .hasMessage("number of edges must be one more than 3, but was 3");
        assertThatThrownBy(() -> chart.xRange(2, 1)).hasMessage("range must be increasing, but was 2.0 to 1.0");
        assertThatThrownBy(() -> new Chart("t", "x", "y").logX().xRange(0, 1))
                .hasMessage("range must be increasing and above 0, but was 0.0 to 1.0");
    }
}
