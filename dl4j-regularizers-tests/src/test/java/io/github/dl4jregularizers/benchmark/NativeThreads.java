package io.github.dl4jregularizers.benchmark;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option of how many threads both sides of a comparison may use. */
final class NativeThreads {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    private int count = Runtime.getRuntime().availableProcessors();

    @Option(names = "--threads", description = "Threads of the native libraries (default: all processors).")
    void set(int threads) {
        count = atLeastOne(command, "--threads", threads);
    }

    int count() {
        return count;
    }

    /** The value; a usage error if it is below 1. */
    static int atLeastOne(CommandSpec command, String option, int value) {
        if (value < 1) {
            throw new ParameterException(command.commandLine(), option + " must be at least 1, but was " + value);
        }
        return value;
    }
}
