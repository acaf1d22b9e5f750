package io.github.dl4jregularizers.benchmark;

import io.github.dl4jregularizers.examples.network.Networks;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options: which CIFAR ResNet a benchmark trains, and how. */
final class TrainedNetwork {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Mixin
    private NativeThreads threads;

    @Option(
            names = "--blocks",
            description = "Residual blocks n in each of the three stages of a network of 6n + 2 layers"
                    + " (default: ${DEFAULT-VALUE}).")
    private int blocks;

    @Option(names = "--batch", description = "Images in a batch (default: ${DEFAULT-VALUE}).")
    private int batch;

    TrainedNetwork(int blocks, int batch) {
        this.blocks = blocks;
        this.batch = batch;
    }

    int threads() {
        return threads.count();
    }

    String blocks() {
        return String.valueOf(blocks);
    }

    String batch() {
        return String.valueOf(batch);
    }

    /** A usage error for what cannot be trained. */
    void check(int fewestBlocks) {
        List<Integer> known = IntStream.rangeClosed(fewestBlocks, 18)
                .filter(n -> Networks.names().contains(ResidualNetworkVariant.name(n)))
                .boxed()
                .collect(Collectors.toList());
        if (!known.contains(blocks)) {
            throw new ParameterException(
                    command.commandLine(), "--blocks must be one of " + known + ", but was " + blocks);
        }
        NativeThreads.atLeastOne(command, "--batch", batch);
    }

    @Override
    public String toString() {
        return String.format(
                "ResNet-%d on 32x32 RGB images, batch %d, float, %d thread(s)", 6 * blocks + 2, batch, threads.count());
    }
}
