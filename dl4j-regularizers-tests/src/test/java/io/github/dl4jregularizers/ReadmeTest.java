package io.github.dl4jregularizers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows has to compile and run as it stands there. */
class ReadmeTest {

    @TempDir
    Path directory;

    /** An example turns DL4J's helpers on for the whole JVM, which the other tests share. */
    @AfterEach
    void helpersOffAgain() {
        System.clearProperty("org.eclipse.deeplearning4j.helpers.disable");
    }

    @Test
    void everyCommandIsOneLineInABlockOfItsOwn() throws IOException {
        List<String> commands = new ArrayList<>(blocks("").values());
        assertThat(commands).isNotEmpty().allSatisfy(command -> assertThat(command.lines())
                .hasSize(1));
        assertThat(commands.get(0)).startsWith("mvn -q compile exec:exec");
        assertThat(commands.get(1)).isEqualTo("mvn verify\n");
    }

    @TestFactory
    List<DynamicTest> everyExampleRuns() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        blocks("java").forEach((title, code) -> tests.add(DynamicTest.dynamicTest(title, () -> run(code))));
        assertThat(tests).isNotEmpty();
        return tests;
    }

    /** The fenced blocks of a language, in order, by the heading they stand under. */
    private static Map<String, String> blocks(String language) throws IOException {
        Map<String, String> blocks = new LinkedHashMap<>();
        String heading = "";
        StringBuilder block = null;
        boolean wanted = false;
        for (String line : Files.readAllLines(Path.of("..", "README.md"), StandardCharsets.UTF_8)) {
            if (line.startsWith("```") && block == null) {
                block = new StringBuilder();
                wanted = line.substring(3).equals(language);
            } else if (line.startsWith("```")) {
                if (wanted) {
                    blocks.put((blocks.size() + 1) + " " + heading, block.toString());
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

    /** Imports go to the top of a class, everything else into a method of it. */
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
        }
    }
}
