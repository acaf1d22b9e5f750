package io.github.dl4jregularizers.benchmark;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
    /** Of a stage of ResNet-20. */
    private static final int BLOCKS = 3;
    /** The script has no training step. */
    private static final int PEER_ARGUMENTS = 4;

    private static final double THOUSAND = 1000;

    @Option(names = "--batch", description = "Images in a batch (default: ${DEFAULT-VALUE}).")
    private int batch = 64;

    @Spec
    private CommandSpec command;

    @Mixin
    private NativeThreads threads;

    @Option(
            names = "--milliseconds",
            description = "Least time of one of 20 iterations of each operation (default: ${DEFAULT-VALUE}).")
    private int milliseconds = 50;

    @Option(
            names = "--warm-up",
            description = "Milliseconds to warm up for each operation (default: ${DEFAULT-VALUE}).")
    private int warmUp = 1500;

    @Option(
            names = "--step-warm-up",
            description =
                    "Milliseconds to warm up for each training step, which takes Java's compiler hundreds of steps"
                            + " (default: ${DEFAULT-VALUE}).")
    private int stepWarmUp = 60_000;

    @Option(
            names = "--only",
            description = "Regular expression of the names of the operations, such as elastic|aug_mix (default: all).")
    private String only = ".*";

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
        NativeThreads.atLeastOne(command, "--warm-up", warmUp);
        NativeThreads.atLeastOne(command, "--step-warm-up", stepWarmUp);
        String[] arguments = Stream.of(batch, milliseconds, warmUp, only, stepWarmUp, BLOCKS)
                .map(String::valueOf)
                .toArray(String[]::new);
        StringBuilder output = new StringBuilder(
                MeasuredProcess.run(MeasuredProcess.java(AugmentationProcess.class, arguments), threads.count()));
        Optional<Path> python = TorchPython.find(System.getenv().getOrDefault("PATH", ""), Path.of("/usr/bin"));
        if (python.isPresent()) {
            String[] peer = Arrays.copyOf(arguments, PEER_ARGUMENTS);
            output.append(MeasuredProcess.run(
                    MeasuredProcess.torch(python.get(), "augmentation.py", peer),
                    threads.count(),
                    Peer.TORCH.environment()));
        } else {
            System.out.printf("torchvision was not measured: %s.%n", TorchPython.HOW_TO_INSTALL);
        }
        System.out.printf(
                "A batch of %d 32x32 RGB images, float, %d thread(s), fastest of 20 iterations%n",
                batch, threads.count());
        System.out.print(table(output.toString()));
        return 0;
    }

    /** Times in milliseconds, ours as a share of the training step, if that was measured, and of torchvision's. */
    static String table(String output) {
        Map<String, Map<String, Double>> rows = new LinkedHashMap<>();
        Matcher line = LINE.matcher(output);
        while (line.find()) {
            rows.computeIfAbsent(line.group(1), name -> new LinkedHashMap<>())
                    .put(line.group(2), Double.valueOf(line.group(3)));
        }
        Double step = rows.getOrDefault(STEP, Map.of()).get("ours");
        StringBuilder table = new StringBuilder(
                String.format("%-16s%10s%14s%16s%10s%n", "", "ours ms", "of a step", "torchvision ms", "ratio"));
        rows.forEach((name, times) -> {
            double ours = times.get("ours");
            Double torch = times.get("torch");
            table.append(String.format(Locale.ROOT, "%-16s%10.3f", name.toLowerCase(Locale.ROOT), ours / THOUSAND));
            table.append(
                    step == null
                            ? String.format("%14s", "-")
                            : String.format(Locale.ROOT, "%12.2f %%", 100 * ours / step));
            table.append(
                    torch == null
                            ? String.format("%16s%10s%n", "-", "-")
                            : String.format(Locale.ROOT, "%16.3f%9.2fx%n", torch / THOUSAND, ours / torch));
        });
        return table.toString();
    }
}
