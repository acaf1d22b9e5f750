package io.github.dl4jregularizers.benchmark;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The dropout family against DL4J's and PyTorch's: forward and backward, the same shapes and number of threads. */
@Command(
        name = "dropout",
        mixinStandardHelpOptions = true,
        description = "Compares the speed of dropout, forward and backward, with DL4J's and PyTorch's.")
public final class DropoutBenchmark implements Callable<Integer> {

    private static final Pattern LINE = Pattern.compile("TIME (\\w+) (\\w+) (\\w+) ([0-9.]+)");

    @Spec
    private CommandSpec command;

    @Mixin
    private NativeThreads threads;

    @Option(names = "--shapes", split = ",", description = "Shapes of the activations (default: ${DEFAULT-VALUE}).")
    private String[] shapes = {"64x16x32x32", "64x64x8x8"};

    @Option(
            names = "--milliseconds",
            description = "Time of one of 30 iterations, 10 of them to warm up (default: ${DEFAULT-VALUE}).")
    private int milliseconds = 200;

    /**
     * Runs the comparison.
     *
     * @param arguments see --help
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new DropoutBenchmark()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, URISyntaxException {
        NativeThreads.atLeastOne(command, "--milliseconds", milliseconds);
        List<String> arguments = new ArrayList<>(Arrays.asList(String.valueOf(milliseconds)));
        arguments.addAll(Arrays.asList(shapes));
        String[] each = arguments.toArray(new String[0]);
        StringBuilder output =
                new StringBuilder(MeasuredProcess.run(MeasuredProcess.java(DropoutSteps.class, each), threads.count()));
        Optional<Path> python = TorchPython.find(System.getenv().getOrDefault("PATH", ""), Path.of("/usr/bin"));
        if (python.isPresent()) {
            output.append(
                    MeasuredProcess.run(MeasuredProcess.torch(python.get(), "dropout.py", each), threads.count()));
        } else {
            System.out.printf("PyTorch was not measured: %s.%n", TorchPython.HOW_TO_INSTALL);
        }
        System.out.printf("Forward and backward, float, %d thread(s), fastest of 20 iterations%n", threads.count());
        System.out.print(table(output.toString()));
        return 0;
    }

    /** Times in microseconds, and ours as a share of the others'. */
    static String table(String output) {
        Map<String, Map<String, Double>> rows = new LinkedHashMap<>();
        Matcher line = LINE.matcher(output);
        while (line.find()) {
            rows.computeIfAbsent(
                            String.format("%-18s%-14s", line.group(1).toLowerCase(Locale.ROOT), line.group(2)),
                            name -> new LinkedHashMap<>())
                    .put(line.group(3), Double.valueOf(line.group(4)));
        }
        StringBuilder table = new StringBuilder(
                String.format("%32s%10s%10s%10s%10s%10s%n", "", "ours us", "DL4J us", "ratio", "torch us", "ratio"));
        rows.forEach((name, times) -> {
            table.append(String.format(Locale.ROOT, "%s%10.0f", name, times.get("ours")));
            for (String other : new String[] {"dl4j", "torch"}) {
                Double time = times.get(other);
                table.append(
                        time == null
                                ? String.format("%10s%10s", "-", "-")
                                : String.format(Locale.ROOT, "%10.0f%9.2fx", time, times.get("ours") / time));
            }
            table.append(System.lineSeparator());
        });
        return table.toString();
    }
}
