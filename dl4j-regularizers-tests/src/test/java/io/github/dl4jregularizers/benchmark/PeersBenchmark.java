package io.github.dl4jregularizers.benchmark;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * Times of a training step (forward, backward, Adam) and of inference: DL4J, DL4J with oneDNN helpers, fused layers on
 * the engine, and PyTorch, for several networks, each in a separate process.
 *
 * <p>The ratio is the time of the fastest PyTorch of the run divided by the row's time: above 1 is faster.
 */
@Command(
        name = "peers",
        mixinStandardHelpOptions = true,
        description = "Compares training steps and inference of DL4J, fused layers and PyTorch.")
public final class PeersBenchmark implements Callable<Integer> {

    @Option(
            names = "--networks",
            split = ",",
            converter = NetworkName.class,
            description = "resnet8, resnet20, resnet110, cnn, resnet50, unet, mlp (default: all).")
    private List<PeerNetwork> networks = Arrays.asList(PeerNetwork.values());

    @Option(
            names = "--peers",
            split = ",",
            converter = PeerName.class,
            description = "dl4j, dl4j-onednn, ours, torch-installed, torch-installed-channels-last, torch,"
                    + " torch-channels-last (default: all). The last two have a tuned malloc.")
    private List<Peer> peers = Arrays.asList(Peer.values());

    @Option(names = "--threads", split = ",", description = "Native threads (default: 1,2).")
    private List<Integer> threads = List.of(1, 2);

    @Option(names = "--load", split = ",", description = "idle, busy: one core kept busy (default: idle,busy).")
    private List<Load> loads = Arrays.asList(Load.values());

    @Option(
            names = "--seconds",
            description = "Seconds per measurement of one kind of step, after as many to warm up"
                    + " (default: ${DEFAULT-VALUE}).")
    private double seconds = 5;

    @Option(names = "--json", description = "File for the results (default: none).")
    private Path json;

    /** Load of the machine beside the measured process. */
    enum Load {
        idle,
        busy
    }

    /**
     * Runs the comparison.
     *
     * @param arguments see --help
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new PeersBenchmark()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, URISyntaxException {
        Optional<Path> python = TorchPython.find(System.getenv().getOrDefault("PATH", ""), Path.of("/usr/bin"));
        if (python.isEmpty()) {
            System.out.printf("PyTorch is not measured: %s.%n", TorchPython.HOW_TO_INSTALL);
        }
        PeersTable table = new PeersTable();
        for (PeerNetwork network : networks) {
            for (int count : threads) {
                for (Load load : loads) {
                    for (Peer peer : peers) {
                        if (peer.measures(network) && (python.isPresent() || !peer.needsPython())) {
                            StepTimes times = times(network, count, load, peer, python);
                            System.err.printf("%s, %d, %s, %s: %s%n", network, count, load, peer, times);
                            table.add(network, count, load == Load.busy, peer, times);
                        }
                    }
                }
            }
        }
        System.out.print(table);
        if (json != null) {
            table.write(json);
        }
        return 0;
    }

    private StepTimes times(PeerNetwork network, int count, Load load, Peer peer, Optional<Path> python)
            throws IOException, InterruptedException, URISyntaxException {
        List<String> command = peer.command(network, seconds, python);
        if (load == Load.idle) {
            return StepTimes.parse(MeasuredProcess.run(command, count, peer.environment()));
        }
        try (BusyCore busy = new BusyCore()) {
            StepTimes times = StepTimes.parse(MeasuredProcess.run(command, count, peer.environment()));
            if (busy.turns() == 0) {
                throw new IllegalStateException("No core was kept busy");
            }
            return times;
        }
    }

    /** Reads a network's name. */
    private static final class NetworkName implements ITypeConverter<PeerNetwork> {
        @Override
        public PeerNetwork convert(String name) {
            try {
                return PeerNetwork.named(name);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(
                        "must be one of " + Arrays.toString(PeerNetwork.values()) + ", but was " + name);
            }
        }
    }

    /** Reads a peer's name. */
    private static final class PeerName implements ITypeConverter<Peer> {
        @Override
        public Peer convert(String name) {
            try {
                return Peer.named(name);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(
                        "must be one of " + Arrays.toString(Peer.values()) + ", but was " + name);
            }
        }
    }
}
