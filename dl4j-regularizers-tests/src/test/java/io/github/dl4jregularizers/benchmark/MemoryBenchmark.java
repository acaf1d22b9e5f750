package io.github.dl4jregularizers.benchmark;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Peak memory outside the Java heap of training a CIFAR ResNet: of DL4J's layers, with {@link
 * io.github.dl4jregularizers.cpu.OneDnn}, and of {@link io.github.dl4jregularizers.residual.ResidualBlock}. Each runs
 * in a separate process, whose heap is resident from the start. The result is the growth of the resident set from
 * before the network is built to its peak, after four training steps. Linux only: the kernel records that peak.
 */
@Command(
        name = "memory",
        mixinStandardHelpOptions = true,
        description = "Compares the peak off-heap memory of training a CIFAR ResNet with DL4J's layers and with ours.")
public final class MemoryBenchmark implements Callable<Integer> {

    private static final List<String> RESIDENT_HEAP = List.of("-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch");
    private static final Pattern LINE = Pattern.compile("GROWTH (\\d+)");

    @Mixin
    private final TrainedNetwork network = new TrainedNetwork(18, 128);

    /**
     * Runs the comparison.
     *
     * @param arguments see --help
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new MemoryBenchmark()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        network.check(1);
        System.out.println("Training " + network);
        Map<ResidualNetworkVariant, Long> mebibytes = new EnumMap<>(ResidualNetworkVariant.class);
        for (ResidualNetworkVariant variant : ResidualNetworkVariant.values()) {
            mebibytes.put(variant, peak(variant, network.blocks(), network.batch(), network.threads()));
        }
        System.out.print(table(mebibytes));
        return 0;
    }

    static long peak(ResidualNetworkVariant variant, String blocks, String batch, int threads)
            throws IOException, InterruptedException {
        List<String> command = MeasuredProcess.java(RESIDENT_HEAP, MemoryProcess.class, variant.name(), blocks, batch);
        return parse(MeasuredProcess.run(command, threads));
    }

    static long parse(String output) {
        Matcher line = LINE.matcher(output);
        if (!line.find()) {
            throw new IllegalStateException("The measured process printed no result:\n" + output);
        }
        return Long.parseLong(line.group(1));
    }

    /** The result, as a share of stock DL4J's. */
    static String table(Map<ResidualNetworkVariant, Long> mebibytes) {
        StringBuilder table = new StringBuilder(String.format("%n%-22s%21s%8s%n", "", "peak off-heap MiB", "ratio"));
        long stock = mebibytes.get(ResidualNetworkVariant.STOCK);
        mebibytes.forEach((variant, peak) ->
                table.append(String.format(Locale.ROOT, "%-22s%21d%7.2fx%n", variant, peak, (double) peak / stock)));
        return table.toString();
    }
}
