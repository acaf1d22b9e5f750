package io.github.dl4jregularizers.examples.command;

import io.github.dl4jregularizers.cpu.OneDnn;
import picocli.CommandLine.Option;

/** Options of the backend. */
final class BackendOptions {

    @Option(names = "--no-onednn", description = "Compute on DL4J's slower built-in layers instead of oneDNN's.")
    private boolean noOneDnn;

    boolean usesBuiltIn() {
        return noOneDnn;
    }

    /** Chooses the backend before the first network is built, and returns a line that names it. */
    String enable() {
        String gpu = ActiveBackend.load();
        if (!gpu.isEmpty()) {
            return gpu;
        }
        return noOneDnn ? "oneDNN: not used (--no-onednn)" : OneDnn.enable().toString();
    }
}
