package io.github.dl4jregularizers.examples.figures;

import io.github.dl4jregularizers.examples.figures.plot.Chart;
import io.github.dl4jregularizers.examples.figures.plot.Palette;
import io.github.dl4jregularizers.examples.figures.plot.Picture;
import io.github.dl4jregularizers.examples.report.Html;
import io.github.dl4jregularizers.examples.report.Page;
import io.github.dl4jregularizers.examples.report.Pictures;
import io.github.dl4jregularizers.examples.training.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The files of finished figures: an SVG and a PNG per chart, and the page. */
final class FigureFiles {

    private static final String PICTURES = "pictures";

    private final Path directory;

    FigureFiles(Path directory) {
        this.directory = directory;
    }

    Path write(Map<TextbookFigure, Presentation> figures, boolean quick, Map<String, String> facts, String command)
            throws IOException {
        Files.createDirectories(directory.resolve(PICTURES));
        StringBuilder contents = new StringBuilder();
        StringBuilder sections = new StringBuilder();
        for (Map.Entry<TextbookFigure, Presentation> entry : figures.entrySet()) {
            writePictures(entry.getKey(), entry.getValue());
            contents.append(contentsLine(entry.getKey(), entry.getValue().verdict()));
            sections.append(section(entry.getKey(), entry.getValue(), quick));
        }
        Page page = new Page("figures.html")
                .text("size", quick ? "Small versions (--quick)." : "Full size.")
                .html("contents", contents.toString())
                .html("sections", sections.toString())
                .text("command", command)
                .definitions("facts", facts);
        Path file = directory.resolve("figures.html");
        write(file, page.html().getBytes(StandardCharsets.UTF_8));
        return file;
    }

    private void writePictures(TextbookFigure figure, Presentation shown) throws IOException {
        Path folder = directory.resolve(PICTURES);
        int number = 0;
        for (Chart chart : shown.charts()) {
            number++;
            String name = figure.name() + "-" + number;
            write(folder.resolve(name + ".svg"), chart.svgFile().getBytes(StandardCharsets.UTF_8));
            write(folder.resolve(name + ".png"), Pictures.png(chart.image(Palette.light())));
        }
        for (Picture picture : shown.pictures()) {
            number++;
            write(folder.resolve(figure.name() + "-" + number + ".png"), Pictures.png(picture.image()));
        }
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        AtomicFile.write(file, out -> out.write(bytes));
    }

    private static String contentsLine(TextbookFigure figure, Verdict verdict) {
        return "<li><a href=\"#" + figure.name() + "\">" + Html.escape(figure.title()) + "</a> " + mark(verdict)
                + "</li>\n";
    }

    private static String mark(Verdict verdict) {
        return verdict.isSeen()
                ? "<span class=\"mark seen-claim\">✓ seen</span>"
                : "<span class=\"mark unseen-claim\">✗ not seen</span>";
    }

    private static String section(TextbookFigure figure, Presentation shown, boolean quick) {
        int seeds = figure.seeds(quick);
        return "<section id=\"" + figure.name() + "\">\n"
                + "<h2>" + Html.escape(figure.title()) + " <small>" + Html.escape(label(figure)) + "</small></h2>\n"
                + "<p>" + Html.escape(figure.claim()) + "</p>\n"
                + "<p class=\"verdict " + (shown.verdict().isSeen() ? "seen-claim" : "unseen-claim") + "\">"
                + Html.escape(shown.verdict().toString()) + "</p>\n"
                + shown.html()
                + "<p class=\"soft\">" + figure.name() + ", "
                + (seeds == 1 ? "one seed." : seeds + " seeds: mean ± standard deviation.") + "</p>\n</section>\n";
    }

    private static String label(TextbookFigure figure) {
        return figure.section().contains(".") ? "figure " + figure.section() : "chapter " + figure.section();
    }
}
