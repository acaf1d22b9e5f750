package io.github.dl4jregularizers.benchmark;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A separate process for a measurement: the number of threads is fixed when the native libraries load. */
final class MeasuredProcess {

    /** A Java exception, a Python exception, or the signal that ended a JVM. */
    private static final Pattern REASON = Pattern.compile("^(Caused by: |Exception in thread |SIG[A-Z]+ |\\w+Error: )");

    private MeasuredProcess() {}

    /** The command that runs a class on this JVM's class path with this JVM's flags. */
    static List<String> java(Class<?> main, String... arguments) {
        return java(List.of(), main, arguments);
    }

    /** The same with more flags, which override this JVM's. */
    static List<String> java(List<String> flags, Class<?> main, String... arguments) {
        return java(flags, System.getProperty("java.class.path"), main.getName(), arguments);
    }

    /** The command that runs a class on another class path with this JVM's flags. */
    static List<String> java(String classPath, String main, String... arguments) {
        return java(List.of(), classPath, main, arguments);
    }

    private static List<String> java(List<String> flags, String classPath, String main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(flags);
        command.addAll(Arrays.asList("-classpath", classPath, main));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** The command that runs a script of this package's resources. */
    static List<String> torch(Path python, String script, String... arguments) throws URISyntaxException {
        List<String> command = new ArrayList<>();
        command.add(python.toString());
        command.add(Path.of(MeasuredProcess.class
                        .getResource("/benchmark/" + script)
                        .toURI())
                .toString());
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** Runs a command and returns what it printed. */
    static String run(List<String> command, int threads) throws IOException, InterruptedException {
        return run(command, threads, Map.of());
    }

    /** The same with more environment variables. */
    static String run(List<String> command, int threads, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("OMP_NUM_THREADS", String.valueOf(threads));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(new File(command.get(0)).getName() + " failed:\n" + output);
        }
        return output;
    }

    /** The line of a failed process's output that says why: the innermost exception, or the last line. */
    static String reason(String output) {
        String last = "";
        String reason = "";
        for (String line : output.split("\\R")) {
            String text = line.replaceFirst("^#", "").trim();
            if (!text.isEmpty()) {
                last = text;
            }
            if (REASON.matcher(text).find()) {
                reason = text;
            }
        }
        return reason.isEmpty() ? last : reason;
    }
}
