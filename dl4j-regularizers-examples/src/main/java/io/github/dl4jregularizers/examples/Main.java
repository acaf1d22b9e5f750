package io.github.dl4jregularizers.examples;

import io.github.dl4jregularizers.examples.command.Program;

/** Starts the command-line program. Without arguments, it compares a baseline with a regularized network. */
public final class Main {

    private Main() {}

    /**
     * Runs a command and exits with its code: 0 for success, 2 for wrong usage or unusable files.
     *
     * @param args command and options; {@code --help} lists them
     */
    public static void main(String[] args) {
        System.exit(Program.run(System.out, System.err, args));
    }
}
