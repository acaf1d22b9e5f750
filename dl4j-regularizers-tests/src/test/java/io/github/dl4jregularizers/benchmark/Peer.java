package io.github.dl4jregularizers.benchmark;

import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.deeplearning4j.nn.api.Model;

/** One side of {@link PeersBenchmark}. */
enum Peer {
    /** DL4J's layers, as DL4J computes them. */
    DL4J(PeerNetwork::plain),
    /** DL4J's layers with its oneDNN helpers. */
    DL4J_ONEDNN(PeerNetwork::withOneDnn),
    /** Fused layers on the engine. */
    OURS(PeerNetwork::fused),
    /** PyTorch with glibc's malloc as installed. */
    TORCH_INSTALLED,
    TORCH_INSTALLED_CHANNELS_LAST,
    /** PyTorch with a malloc that keeps freed memory. */
    TORCH,
    TORCH_CHANNELS_LAST,
    /** DJL with its PyTorch engine, and the same malloc. */
    DJL("DjlPeer"),
    DJL_CHANNELS_LAST("DjlPeer"),
    /** libtorch through {@code org.bytedeco:pytorch}, and the same malloc. */
    LIBTORCH("LibtorchPeer"),
    LIBTORCH_CHANNELS_LAST("LibtorchPeer");

    private static final String PEERS = "io.github.dl4jregularizers.benchmark.peers.";

    /** Keeps glibc from returning memory to the system after each tensor, which costs page faults in every step. */
    private static final Map<String, String> TUNED_MALLOC = Map.of(
            "MALLOC_MMAP_THRESHOLD_", "4294967296",
            "MALLOC_TRIM_THRESHOLD_", "17179869184",
            "MALLOC_TOP_PAD_", "268435456");

    /** The same for a JVM, whose threads would have separate arenas of limited size. Without reports over the net. */
    private static final Map<String, String> TUNED_JVM = Map.of("MALLOC_ARENA_MAX", "1", "DJL_OFFLINE", "true");

    /** Lets OpenBLAS's threads sleep after a product. They would otherwise wait busily beside the engine's. */
    private static final Map<String, String> SLEEPING_BLAS = Map.of("OPENBLAS_THREAD_TIMEOUT", "4");

    private final Function<PeerNetwork, Model> build;
    private final String program;

    /** A peer on DL4J. */
    Peer(Function<PeerNetwork, Model> build) {
        this.build = build;
        program = null;
    }

    /** A peer on the class path of the other libraries. */
    Peer(String program) {
        build = null;
        this.program = program;
    }

    /** A peer in Python. */
    Peer() {
        build = null;
        program = null;
    }

    /** As options and tables have it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Peer named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    Model model(PeerNetwork network) {
        return build.apply(network);
    }

    boolean isOnDl4j() {
        return build != null;
    }

    /** Needs a Python that imports torch. */
    boolean isPython() {
        return build == null && program == null;
    }

    /** Channels last is nothing else for a network of vectors. */
    boolean measures(PeerNetwork network) {
        return network.isOfImages() || !isChannelsLast();
    }

    private boolean isChannelsLast() {
        return name().endsWith("CHANNELS_LAST");
    }

    Map<String, String> environment() {
        if (isOnDl4j()) {
            return SLEEPING_BLAS;
        }
        if (this == TORCH_INSTALLED || this == TORCH_INSTALLED_CHANNELS_LAST) {
            return Map.of();
        }
        Map<String, String> environment = new HashMap<>(TUNED_MALLOC);
        if (!isPython()) {
            environment.putAll(TUNED_JVM);
        }
        return environment;
    }

    /** The command that measures a network. */
    List<String> command(PeerNetwork network, double warmUp, double seconds, OtherLibraries libraries)
            throws URISyntaxException {
        if (isOnDl4j()) {
            return MeasuredProcess.java(
                    PeerProcess.class,
                    name(),
                    network.toString(),
                    String.valueOf(Math.max(warmUp, seconds)),
                    String.valueOf(seconds));
        }
        String[] arguments = {
            network.toString(),
            network.shape(),
            String.valueOf(network.classes()),
            isChannelsLast() ? "channels-last" : "default",
            String.valueOf(seconds)
        };
        return isPython()
                ? MeasuredProcess.torch(libraries.python().orElseThrow(), "peers.py", arguments)
                : MeasuredProcess.java(libraries.classPath().orElseThrow(), PEERS + program, arguments);
    }
}
