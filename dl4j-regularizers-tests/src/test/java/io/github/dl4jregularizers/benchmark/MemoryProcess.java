package io.github.dl4jregularizers.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Measures the memory of training a CIFAR ResNet in this process. The heap has to be resident from the start: the
 * growth of the process is then outside the heap.
 */
final class MemoryProcess {

    private static final Path STATUS = Path.of("/proc/self/status");

    /** Workspaces learn their size in the first step and have it from the second on. */
    private static final int STEPS = 4;

    private MemoryProcess() {}

    /**
     * Prints the mebibytes that the process grew by at its peak.
     *
     * @param arguments variant, blocks in a stage, batch size
     */
    public static void main(String[] arguments) throws IOException {
        DataSet batch = ResidualNetworkVariant.batch(Integer.parseInt(arguments[2]));
        long before = kibibytes("VmRSS");
        ComputationGraph network =
                ResidualNetworkVariant.valueOf(arguments[0]).network(Integer.parseInt(arguments[1]), new Adam(1e-3));
        for (int step = 0; step < STEPS; step++) {
            network.fit(batch);
        }
        System.out.println("GROWTH " + (kibibytes("VmHWM") - before) / 1024);
    }

    private static long kibibytes(String name) throws IOException {
        String line = Files.readAllLines(STATUS).stream()
                .filter(entry -> entry.startsWith(name + ":"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(STATUS + " has no " + name));
        return Long.parseLong(line.replaceAll("\\D", ""));
    }
}
