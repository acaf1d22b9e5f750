package io.github.dl4jregularizers.benchmark;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Images per second of a training step (forward, backward, Adam) and of inference of ResNet-20. Compares stock DL4J,
 * DL4J with {@link io.github.dl4jregularizers.cpu.OneDnn}, also with {@link
 * io.github.dl4jregularizers.residual.ResidualBlock}, and PyTorch, each in a separate process.
 */
@Command(
        name = "resnet20",
        mixinStandardHelpOptions = true,
        description = "Compares the speed of DL4J, DL4J with oneDNN helpers, with LayerSequence besides, and PyTorch.")
public final class ResNet20Benchmark implements Callable<Integer> {

    @Mixin
    private NativeThreads threads;

    /**
     * Runs the comparison.
     *
     * @param arguments see --help
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ResNet20Benchmark()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, URISyntaxException {
        System.out.printf(
                "ResNet-20 on 32x32 RGB images, batch %d, float, %d thread(s)%n%s, %d processor(s), Java %s%n",
                ResNet20Process.BATCH,
                threads.count(),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.version"));
        Speed stock = run(ResidualNetworkVariant.STOCK);
        Speed oneDnn = run(ResidualNetworkVariant.ONEDNN);
        Speed blocks = run(ResidualNetworkVariant.BLOCKS_OF_OURS);
        Optional<Path> python = TorchPython.find(System.getenv().getOrDefault("PATH", ""), Path.of("/usr/bin"));
        String batch = String.valueOf(ResNet20Process.BATCH);
        Speed torch = python.isEmpty() ? null : run(MeasuredProcess.torch(python.get(), "resnet20.py", batch));
        System.out.print(table(stock, oneDnn, blocks, torch));
        return 0;
    }

    private Speed run(ResidualNetworkVariant variant) throws IOException, InterruptedException, URISyntaxException {
        return run(MeasuredProcess.java(ResNet20Process.class, variant.name()));
    }

    private Speed run(List<String> command) throws IOException, InterruptedException {
        return Speed.parse(MeasuredProcess.run(command, threads.count()));
    }

    /** The result; without PyTorch, with a hint on how to install it. */
    static String table(Speed stock, Speed oneDnn, Speed blocks, Speed torch) {
        StringBuilder table = new StringBuilder();
        table.append(
                String.format("%n%-22s%21s%8s%22s%8s%n", "", "training images/s", "ratio", "inference images/s", ""));
        row(table, ResidualNetworkVariant.STOCK + " " + stock.version, stock, stock);
        row(table, ResidualNetworkVariant.ONEDNN.toString(), oneDnn, stock);
        row(table, ResidualNetworkVariant.BLOCKS_OF_OURS.toString(), blocks, stock);
        requireEqualNetworks(stock, blocks);
        if (torch == null) {
            table.append(String.format("PyTorch was not measured: %s.%n", TorchPython.HOW_TO_INSTALL));
        } else {
            requireEqualNetworks(stock, torch);
            row(table, "PyTorch " + torch.version, torch, stock);
        }
        return table.toString();
    }

    private static void requireEqualNetworks(Speed stock, Speed other) {
        if (stock.weights != other.weights) {
            throw new IllegalStateException("Not the same network: " + stock.weights + " parameters in DL4J, "
                    + other.weights + " in the other");
        }
    }

    private static void row(StringBuilder table, String name, Speed speed, Speed stock) {
        table.append(String.format(
                Locale.ROOT,
                "%-22s%21.1f%7.1fx%22.1f%7.1fx%n",
                name,
                speed.training,
                speed.training / stock.training,
                speed.inference,
                speed.inference / stock.inference));
    }
}
