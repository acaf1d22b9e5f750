package io.github.dl4jregularizers.benchmark;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
    TORCH_INSTALLED(null),
    TORCH_INSTALLED_CHANNELS_LAST(null),
    /** PyTorch with a malloc that keeps freed memory. */
    TORCH(null),
    TORCH_CHANNELS_LAST(null);

    /** Keeps glibc from returning memory to the system after each tensor, which costs page faults in every step. */
    private static final Map<String, String> TUNED_MALLOC = Map.of(
            "MALLOC_MMAP_THRESHOLD_", "4294967296",
            "MALLOC_TRIM_THRESHOLD_", "17179869184",
            "MALLOC_TOP_PAD_", "268435456");

    private final Function<PeerNetwork, Model> build;

    Peer(Function<PeerNetwork, Model> build) {
        this.build = build;
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

    /** Peers of PyTorch need a Python that imports it. */
    boolean needsPython() {
        return build == null;
    }

    /** Channels last is nothing else for a network of vectors. */
    boolean measures(PeerNetwork network) {
        return network.isOfImages() || !isChannelsLast();
    }

    private boolean isChannelsLast() {
        return name().endsWith("CHANNELS_LAST");
    }

    Map<String, String> environment() {
        return this == TORCH || this == TORCH_CHANNELS_LAST ? TUNED_MALLOC : Map.of();
    }

    /** The command that measures a network. */
    List<String> command(PeerNetwork network, double seconds, Optional<Path> python) throws URISyntaxException {
        return needsPython()
                ? MeasuredProcess.torch(
                        python.orElseThrow(),
                        "peers.py",
                        network.toString(),
                        network.shape(),
                        String.valueOf(network.classes()),
                        isChannelsLast() ? "channels-last" : "default",
                        String.valueOf(seconds))
                : MeasuredProcess.java(PeerProcess.class, name(), network.toString(), String.valueOf(seconds));
    }
}
