package io.github.dl4jregularizers.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dl4jregularizers.examples.data.ShapesData;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a headless Chromium, where one is installed: sorting, values under the pointer, widths, alignment. */
class BrowserTest {

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "chrome");

    /** Clicks on headings and moves over a point; writes what the page then shows into its title. */
    private static final String USER = "<script>\n{\n"
            + "const table = document.querySelector('table.sortable');\n"
            + "const first = () => table.tBodies[0].rows[0].cells[0].textContent;\n"
            + "const log = [first()];\n"
            + "const accuracy = table.tHead.rows[0].cells[2];\n"
            + "accuracy.click(); log.push(first() + ' ' + accuracy.getAttribute('aria-sort'));\n"
            + "accuracy.click(); log.push(first() + ' ' + accuracy.getAttribute('aria-sort'));\n"
            + "table.tHead.rows[0].cells[0].dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter'}));\n"
            + "log.push(first());\n"
            + "const point = document.querySelector('circle.point');\n"
            + "point.dispatchEvent(new PointerEvent('pointerenter'));\n"
            + "const shown = document.querySelector('.tip');\n"
            + "log.push(shown.hidden + ' ' + shown.textContent);\n"
            + "point.dispatchEvent(new PointerEvent('pointerleave')); log.push(shown.hidden);\n"
            + "log.push(document.documentElement.scrollWidth <= innerWidth);\n"
            + "const style = (cell) => getComputedStyle(cell).textAlign;\n"
            + "const tables = [...document.querySelectorAll('table')];\n"
            + "const aligned = (table) => [...table.tHead.rows[0].cells]\n"
            + "  .every((heading, i) => style(heading) === style(table.tBodies[0].rows[0].cells[i]));\n"
            + "log.push(tables.map((table) => table.className + ' ' + aligned(table)).join(', '));\n"
            + "document.title = log.join('|');\n}\n"
            + "</script>\n";

    @TempDir
    Path folder;

    @Test
    void sortsShowsValuesAndFitsAPhone() throws Exception {
        String html = new HtmlReport(
                        "title",
                        "subtitle",
                        Runs.table(),
                        "note",
                        ShapesData.generate(40, 10, 1),
                        List.of(),
                        "command",
                        Map.of("name", "value"),
                        Map.of("baseline", configuration("0.1"), "dropout", configuration("0.2")))
                .html();
        Path page = Files.writeString(folder.resolve("page.html"), html.replace("</body>", USER + "</body>"));
        String[] log = title(dom(page)).split("\\|");
        assertThat(log)
                .containsExactly(
                        "baseline",
                        "baseline ascending",
                        "dropout descending",
                        "baseline",
                        "false baseline, training, epoch 1: 10.0 ± 0.0",
                        "true",
                        "true",
                        "sortable true, sortable true, settings true");
    }

    private static String configuration(String rate) {
        return "{\"confs\": [{\"layer\": {\"@class\": \"Dense\", \"layerName\": \"dense\", \"rate\": " + rate + "}}]}";
    }

    private static String title(String dom) {
        Matcher title = Pattern.compile("<title>([^<]*)</title>").matcher(dom);
        assertThat(title.find()).as(dom).isTrue();
        return title.group(1);
    }

    private String dom(Path page) throws IOException, InterruptedException {
        Path out = folder.resolve("dom.html");
        Process browser = new ProcessBuilder(
                        chromium(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--window-size=500,900",
                        "--dump-dom",
                        page.toUri().toString())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(browser.waitFor(60, TimeUnit.SECONDS))
                    .as("the browser ends")
                    .isTrue();
        } finally {
            browser.destroyForcibly();
        }
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    private static String chromium() {
        Stream<Path> found = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(directory -> NAMES.stream().map(name -> Path.of(directory, name)))
                .filter(Files::isExecutable);
        String browser = found.map(Path::toString).findFirst().orElse(null);
        assumeTrue(browser != null, "no Chromium on the PATH");
        return browser;
    }
}
