package io.github.dl4jregularizers.benchmark;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A training step of the README's network without the CPU module, as a GPU would run it, over the same network with
 * DL4J's layers only. No body is skipped. One row per regularizer alone, and one for all five.
 */
@Command(
        name = "neutral-path",
        mixinStandardHelpOptions = true,
        description = "Measures the backend-neutral path beside DL4J without regularizers.")
public final class NeutralPathBenchmark implements Callable<Integer> {

    private static final Pattern STEP = Pattern.compile("STEP (\\w+) ([0-9.]+)");

    @Spec
    private CommandSpec command;

    @Mixin
    private NativeThreads threads;

    @Option(names = "--batch", description = "Examples per batch (default: ${DEFAULT-VALUE}).")
    private int batch = 64;

    @Option(names = "--seconds", description = "Measured time of all networks (default: ${DEFAULT-VALUE}).")
    private int seconds = 60;

    /**
     * Runs the comparison.
     *
     * @param arguments see --help
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new NeutralPathBenchmark()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        NativeThreads.atLeastOne(command, "--batch", batch);
        NativeThreads.atLeastOne(command, "--seconds", seconds);
        List<String> process = MeasuredProcess.java(
                List.of("-Ddl4j.regularizers.cpu=false"),
                NeutralPathProcess.class,
                String.valueOf(batch),
                String.valueOf(seconds));
        System.out.printf("README's network, batch %d, %d thread(s)%n", batch, threads.count());
        System.out.print(table(MeasuredProcess.run(process, threads.count())));
        return 0;
    }

    /** Milliseconds of each variant, and as a multiple of DL4J's. */
    static String table(String output) {
        if (!output.contains("PATH ND4J operations")) {
            throw new IllegalStateException("the backend-neutral path is not in use:\n" + output);
        }
        Map<String, Double> times = new LinkedHashMap<>();
        Matcher step = STEP.matcher(output);
        while (step.find()) {
            times.put(step.group(1), Double.valueOf(step.group(2)));
        }
        StringBuilder table = new StringBuilder(String.format("%-24s%16s%12s%n", "", "ms per step", "ratio"));
        times.forEach((name, time) ->
                table.append(String.format(Locale.ROOT, "%-24s%16.1f%11.2fx%n", name, time, time / times.get("dl4j"))));
        return table.toString();
    }
}
