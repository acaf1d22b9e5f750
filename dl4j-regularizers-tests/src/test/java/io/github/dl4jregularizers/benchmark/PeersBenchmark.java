package io.github.dl4jregularizers.benchmark;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * Times of a training step (forward, backward, Adam) and of inference: DL4J, DL4J with oneDNN helpers, fused layers on
 * the engine, PyTorch, DJL and libtorch, for several networks, each in a separate process.
 *
 * <p>The ratio is the time of the fastest peer outside DL4J in the run divided by the row's time: above 1 is faster.
 */
@Command(
        name = "peers",
        mixinStandardHelpOptions = true,
        description = "Compares training steps and inference of DL4J, fused layers, PyTorch, DJL and libtorch.")
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
                    + " torch-channels-last, djl, djl-channels-last, libtorch, libtorch-channels-last (default: all)."
                    + " Those after the installed ones have a tuned malloc.")
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

    @Option(
            names = "--warm-up",
            description = "Seconds of training before the measurement of a row on DL4J, whose Java code is compiled"
                    + " while it runs. The other rows need only --seconds (default: ${DEFAULT-VALUE}).")
    private double warmUp = 30;

    @Option(names = "--json", description = "File for the results (default: none).")
    private Path json;

    @Option(
            names = "--class-path",
            description = "File with the class path of DJL and libtorch (default: ${DEFAULT-VALUE}).")
    private Path classPathFile = Path.of("benchmark-peers", "target", "peers.classpath");

    @Spec
    private CommandSpec command;

    private final PeersTable table = new PeersTable();
    private OtherLibraries libraries;

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
        checkNumbers();
        Set<Peer> selected = present();
        for (PeerNetwork network : networks) {
            for (int count : threads) {
                for (Load load : loads) {
                    for (Peer peer : selected) {
                        if (peer.measures(network)) {
                            addRow(network, count, load, peer);
                        }
                    }
                }
            }
        }
        System.out.print(table);
        if (json != null) {
            table.write(json);
        }
        return table.hasFailures() ? 1 : 0;
    }

    private void checkNumbers() {
        for (int count : threads) {
            NativeThreads.atLeastOne(command, "--threads", count);
        }
        checkSeconds("--seconds", seconds);
        checkSeconds("--warm-up", warmUp);
    }

    private void checkSeconds(String option, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new ParameterException(command.commandLine(), option + " must be in [0, infinity), but was " + value);
        }
    }

    /** Returns the selected peers without those whose libraries are missing, and says which. */
    private Set<Peer> present() {
        Optional<Path> python = peers.stream().anyMatch(Peer::isPython)
                ? TorchPython.find(System.getenv().getOrDefault("PATH", ""), Path.of("/usr/bin"))
                : Optional.empty();
        libraries = new OtherLibraries(python, classPathFile);
        Set<Peer> present = new LinkedHashSet<>();
        for (Peer peer : peers) {
            Optional<String> missing = libraries.missing(peer);
            if (missing.isEmpty()) {
                present.add(peer);
            } else {
                System.out.printf("%s is not measured: %s.%n", peer, missing.get());
            }
        }
        return present;
    }

    private void addRow(PeerNetwork network, int count, Load load, Peer peer)
            throws IOException, InterruptedException, URISyntaxException {
        String result;
        try {
            StepTimes times = times(network, count, load, peer);
            table.add(network, count, load == Load.busy, peer, times);
            result = times.toString();
        } catch (IllegalStateException e) {
            result = MeasuredProcess.reason(e.getMessage());
            table.addFailure(network, count, load == Load.busy, peer, result);
        }
        System.err.printf("%s, %d, %s, %s: %s%n", network, count, load, peer, result);
    }

    private StepTimes times(PeerNetwork network, int count, Load load, Peer peer)
            throws IOException, InterruptedException, URISyntaxException {
        List<String> process = peer.command(network, warmUp, seconds, libraries);
        if (load == Load.idle) {
            return StepTimes.parse(MeasuredProcess.run(process, count, peer.environment()));
        }
        try (BusyCore busy = new BusyCore()) {
            StepTimes times = StepTimes.parse(MeasuredProcess.run(process, count, peer.environment()));
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
