package io.github.dl4jregularizers.benchmark;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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

/** Augmentation against torchvision's, and as a share of a training step of ResNet-20. */
@Command(
        name = "augmentation",
        mixinStandardHelpOptions = true,
        description = "Compares the speed of augmentation with torchvision's, and with a training step of ResNet-20.")
public final class AugmentationBenchmark implements Callable<Integer> {

    private static final Pattern LINE = Pattern.compile("TIME (\\w+) (\\w+) ([0-9.]+)");
    private static final String STEP = "TRAINING_STEP";

    @Option(names = "--batch", description = "Images in a batch (default: ${DEFAULT-VALUE}).")
    private int batch = 64;

    @Spec
    private CommandSpec command;

    @Mixin
    private NativeThreads threads;

    @Option(
            names = "--milliseconds",
            description = "Least time of one of 30 iterations, 10 of them to warm up (default: ${DEFAULT-VALUE}).")
    private int milliseconds = 50;

    /**
     * Runs the comparison.
     *
     * @param arguments see --help
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new AugmentationBenchmark()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, URISyntaxException {
        NativeThreads.atLeastOne(command, "--batch", batch);
        NativeThreads.atLeastOne(command, "--milliseconds", milliseconds);
        String size = String.valueOf(batch);
        String time = String.valueOf(milliseconds);
        StringBuilder output = new StringBuilder(
                MeasuredProcess.run(MeasuredProcess.java(AugmentationProcess.class, size, time, "3"), threads.count()));
        Optional<Path> python = TorchPython.find(System.getenv().getOrDefault("PATH", ""), Path.of("/usr/bin"));
        if (python.isPresent()) {
            output.append(MeasuredProcess.run(
                    MeasuredProcess.torch(python.get(), "augmentation.py", size, time), threads.count()));
        } else {
            System.out.printf("torchvision was not measured: %s.%n", TorchPython.HOW_TO_INSTALL);
        }
        System.out.printf(
                "A batch of %d 32x32 RGB images, float, %d thread(s), fastest of 20 iterations%n",
                batch, threads.count());
        System.out.print(table(output.toString()));
        return 0;
    }

    /** Times in microseconds, ours as a share of the training step and of torchvision's. */
    static String table(String output) {
        Map<String, Map<String, Double>> rows = new LinkedHashMap<>();
        Matcher line = LINE.matcher(output);
        while (line.find()) {
            rows.computeIfAbsent(line.group(1), name -> new LinkedHashMap<>())
                    .put(line.group(2), Double.valueOf(line.group(3)));
        }
        double step = rows.get(STEP).get("ours");
        StringBuilder table = new StringBuilder(
                String.format("%-16s%10s%14s%16s%10s%n", "", "ours us", "of a step", "torchvision us", "ratio"));
        rows.forEach((name, times) -> {
            double ours = times.get("ours");
            Double torch = times.get("torch");
            table.append(String.format(
                    Locale.ROOT, "%-16s%10.0f%12.2f %%", name.toLowerCase(Locale.ROOT), ours, 100 * ours / step));
            table.append(
                    torch == null
                            ? String.format("%16s%10s%n", "-", "-")
                            : String.format(Locale.ROOT, "%16.0f%9.2fx%n", torch, ours / torch));
        });
        return table.toString();
    }
}
