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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The files of finished figures: an SVG and a PNG per chart, and the page. */
final class FigureFiles {

    private static final String PICTURES = "pictures";

    private final Path directory;
    private final List<TextbookFigure> figures;
    private final boolean quick;
    private final Map<String, String> facts;
    private final String command;
    private final Map<TextbookFigure, Presentation> finished = new HashMap<>();

    /** Files of figures in the order of the page. */
    FigureFiles(
            Path directory, List<TextbookFigure> figures, boolean quick, Map<String, String> facts, String command) {
        this.directory = directory;
        this.figures = figures;
        this.quick = quick;
        this.facts = facts;
        this.command = command;
    }

    /** Adds a figure to the page, and writes its pictures. */
    void add(TextbookFigure figure, Presentation shown) throws IOException {
        writePictures(figure, shown);
        finished.put(figure, shown);
    }

    private List<TextbookFigure> shown() {
        return figures.stream().filter(finished::containsKey).collect(Collectors.toList());
    }

    /** One line per finished figure. */
    List<String> verdicts() {
        return shown().stream()
                .map(figure -> figure.section() + " " + figure.name() + ": "
                        + finished.get(figure).verdict())
                .collect(Collectors.toList());
    }

    /** Writes the page of the finished figures. */
    Path writePage() throws IOException {
        StringBuilder contents = new StringBuilder();
        StringBuilder sections = new StringBuilder();
        for (TextbookFigure figure : shown()) {
            Presentation shown = finished.get(figure);
            contents.append(contentsLine(figure, shown.verdict()));
            sections.append(section(figure, shown, quick));
        }
        Page page = new Page("figures.html")
                .text("size", size())
                .html("contents", contents.toString())
                .html("sections", sections.toString())
                .text("command", command)
                .definitions("facts", facts);
        Path file = directory.resolve("figures.html");
        write(file, page.html().getBytes(StandardCharsets.UTF_8));
        return file;
    }

    private String size() {
        String size = quick ? "Small versions (--quick)." : "Full size.";
        return finished.size() == figures.size()
                ? size
                : size + " " + finished.size() + " of " + figures.size()
                        + " figures so far: the command below continues.";
    }

    private void writePictures(TextbookFigure figure, Presentation shown) throws IOException {
        Path folder = Files.createDirectories(directory.resolve(PICTURES));
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

    /** With a space that does not break. */
    private static String label(TextbookFigure figure) {
        return (figure.section().contains(".") ? "figure\u00a0" : "chapter\u00a0") + figure.section();
    }
}
