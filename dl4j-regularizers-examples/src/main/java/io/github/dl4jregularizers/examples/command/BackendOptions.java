package io.github.dl4jregularizers.examples.command;

import io.github.dl4jregularizers.cpu.OneDnn;
import picocli.CommandLine.Option;

/** What computes. */
final class BackendOptions {

    @Option(names = "--no-onednn", description = "Compute on DL4J's slower built-in layers instead of oneDNN's.")
    private boolean noOneDnn;

    boolean usesBuiltIn() {
        return noOneDnn;
    }

    /** Chooses, before the first network is made, and says what was chosen. */
    String enable() {
        return noOneDnn ? "oneDNN: not used (--no-onednn)" : OneDnn.enable().toString();
    }
}
