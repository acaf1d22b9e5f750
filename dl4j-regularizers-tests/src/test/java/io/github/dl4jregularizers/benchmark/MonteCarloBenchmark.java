package io.github.dl4jregularizers.benchmark;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * 50 samples of Monte-Carlo dropout, compared with 50 passes of the whole network and with the usual loop in PyTorch.
 * The minimum computes layers before the noise once, the others 50 times. Also the memory of 1000 samples.
 */
@Command(
        name = "monte-carlo",
        mixinStandardHelpOptions = true,
        description = "Compares Monte-Carlo dropout with a loop over whole passes, in DL4J and in PyTorch.")
public final class MonteCarloBenchmark implements Callable<Integer> {

    private static final int SAMPLES = 50;
    private static final int MANY_SAMPLES = 1000;
    private static final Pattern RESULT = Pattern.compile("RESULT ([0-9. ]+)");

    @Mixin
    private NativeThreads threads;

    /**
     * Runs the comparison.
     *
     * @param arguments see --help
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new MonteCarloBenchmark()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, URISyntaxException {
        System.out.printf(
                "%d samples of a batch of %d images, %d thread(s), seconds%n%n%-22s%12s%12s%12s%12s%12s%12s%16s%n",
                SAMPLES,
                MonteCarloProcess.BATCH,
                threads.count(),
                "",
                "this",
                "50 passes",
                "ratio",
                "limit",
                "ratio",
                "PyTorch",
                "memory of 1000");
        Optional<Path> python = TorchPython.find(System.getenv().getOrDefault("PATH", ""), Path.of("/usr/bin"));
        for (MonteCarloCase row : MonteCarloCase.values()) {
            double[] seconds = measured(row, SAMPLES);
            double torch = python.isEmpty() ? Double.NaN : torch(python.get(), row);
            double memory = measured(row, MANY_SAMPLES, "memory")[0] / measured(row, SAMPLES, "memory")[0];
            System.out.printf(
                    Locale.ROOT,
                    "%-22s%12.3f%12.3f%11.1fx%12.3f%11.2fx%12.3f%15.2fx%n",
                    row,
                    seconds[0],
                    seconds[1],
                    seconds[1] / seconds[0],
                    seconds[2],
                    seconds[0] / seconds[2],
                    torch,
                    memory);
        }
        if (python.isEmpty()) {
            System.out.printf("PyTorch was not measured: %s.%n", TorchPython.HOW_TO_INSTALL);
        }
        return 0;
    }

    private double torch(Path python, MonteCarloCase row) throws IOException, InterruptedException, URISyntaxException {
        return numbers(MeasuredProcess.run(
                MeasuredProcess.torch(
                        python,
                        "montecarlo.py",
                        row.network,
                        row.isHeadOnly() ? "head" : "everywhere",
                        String.valueOf(MonteCarloProcess.BATCH),
                        String.valueOf(SAMPLES)),
                threads.count()))[0];
    }

    private double[] measured(MonteCarloCase row, int samples, String... what)
            throws IOException, InterruptedException {
        String[] arguments = Stream.concat(Stream.of(row.name(), String.valueOf(samples)), Stream.of(what))
                .toArray(String[]::new);
        return numbers(MeasuredProcess.run(MeasuredProcess.java(MonteCarloProcess.class, arguments), threads.count()));
    }

    static double[] numbers(String output) {
        Matcher result = RESULT.matcher(output);
        if (!result.find()) {
            throw new IllegalStateException("The measured process printed no result:\n" + output);
        }
        return Stream.of(result.group(1).trim().split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }
}
