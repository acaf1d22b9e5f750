package io.github.dl4jregularizers.examples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A finished program of the examples, in a separate process. */
final class ExampleProcess {

    private final String output;
    private final int exitCode;

    private ExampleProcess(String output, int exitCode) {
        this.output = output;
        this.exitCode = exitCode;
    }

    static ExampleProcess run(Class<?> program, String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dfile.encoding=UTF-8",
                "-Dstdout.encoding=UTF-8",
                "-classpath",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new ExampleProcess(output, process.waitFor());
    }

    /** Both streams. */
    String output() {
        return output;
    }

    int exitCode() {
        return exitCode;
    }
}
