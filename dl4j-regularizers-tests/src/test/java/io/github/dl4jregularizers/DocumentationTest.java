package io.github.dl4jregularizers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.cpu.CpuEngine;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The code of the README and of docs/ compiles and runs unchanged. */
class DocumentationTest {

    private static final Path README = Path.of("..", "README.md");

    @TempDir
    Path directory;

    /** An example enables DL4J's helpers for the whole JVM, which other tests share. */
    @AfterEach
    void helpersOffAgain() {
        System.clearProperty("org.eclipse.deeplearning4j.helpers.disable");
    }

    @Test
    void everyCommandIsOneLineInASeparateBlock() throws IOException {
        for (Path page : pages()) {
            assertThat(blocks(page, "").values())
                    .allSatisfy(command -> assertThat(command.lines()).hasSize(1));
        }
        List<String> commands = new ArrayList<>(blocks(README, "").values());
        assertThat(commands.get(0)).startsWith("mvn -q compile exec:exec");
        assertThat(commands.get(1)).isEqualTo("mvn verify\n");
    }

    @TestFactory
    List<DynamicTest> everyExampleRuns() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path page : pages()) {
            blocks(page, "java").forEach((title, code) -> tests.add(DynamicTest.dynamicTest(title, () -> run(code))));
        }
        assertThat(tests).isNotEmpty();
        return tests;
    }

    @Test
    void everyLinkInsideTheProjectLeadsToAFileAndAHeading() throws IOException {
        Pattern link = Pattern.compile("\\]\\((?!https?:)([^)#]*)(?:#([^)]*))?\\)");
        for (Path page : pages()) {
            Matcher links = link.matcher(Files.readString(page));
            while (links.find()) {
                Path target = links.group(1).isEmpty() ? page : page.resolveSibling(links.group(1));
                assertThat(target).as("linked from %s", page).exists();
                if (links.group(2) != null) {
                    assertThat(anchors(target)).as("headings of %s", target).contains(links.group(2));
                }
            }
        }
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(
                README,
                README.resolveSibling("dl4j-regularizers-testkit/README.md"),
                README.resolveSibling("examples/template/README.md")));
        try (Stream<Path> docs = Files.walk(README.resolveSibling("docs"))) {
            docs.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        return pages;
    }

    /** The anchor of a heading: lower-case letters and digits, hyphens for spaces. */
    private static List<String> anchors(Path page) throws IOException {
        return Files.readAllLines(page).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
                .collect(Collectors.toList());
    }

    /** The fenced blocks of a language, in order, by heading. */
    private static Map<String, String> blocks(Path page, String language) throws IOException {
        Map<String, String> blocks = new LinkedHashMap<>();
        String heading = "";
        StringBuilder block = null;
        boolean wanted = false;
        for (String line : Files.readAllLines(page, StandardCharsets.UTF_8)) {
            if (line.startsWith("```") && block == null) {
                block = new StringBuilder();
                wanted = line.substring(3).equals(language);
            } else if (line.startsWith("```")) {
                if (wanted) {
                    blocks.put(page.getFileName() + " " + (blocks.size() + 1) + " " + heading, block.toString());
                }
                block = null;
            } else if (block != null) {
                block.append(line).append('\n');
            } else if (line.startsWith("#")) {
                heading = line.replace("#", "").trim();
            }
        }
        return blocks;
    }

    /** Moves imports to the top of a class, everything else into a method. */
    private void run(String code) throws Exception {
        StringBuilder imports = new StringBuilder();
        StringBuilder body = new StringBuilder();
        for (String line : code.split("\n")) {
            (line.startsWith("import ") ? imports : body).append(line).append('\n');
        }
        Path source = directory.resolve("Example.java");
        Files.writeString(
                source,
                imports + "public class Example { public static void run() throws Exception {\n" + body + "}}\n",
                StandardCharsets.UTF_8);
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-classpath", System.getProperty("java.class.path"), source.toString());
        assertThat(failed).as("compiler's exit code for%n%s", code).isZero();
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
            loader.loadClass("Example").getMethod("run").invoke(null);
        } finally {
            CpuEngine.bfloat16(false); // docs/cpu.md turns it on for the process, which later tests share
        }
    }
}
