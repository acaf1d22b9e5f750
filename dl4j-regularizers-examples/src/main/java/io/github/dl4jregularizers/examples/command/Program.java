package io.github.dl4jregularizers.examples.command;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program: parses the command line, runs the command, and reports every user's error in one line. */
@Command(
        name = "dl4j-regularizers",
        description = "Trains image classifiers with and without regularization and compares them.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        usageHelpAutoWidth = true)
public final class Program implements Runnable {

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show where an error came from (stack trace).")
    private boolean debug;

    private Program() {}

    /**
     * Runs one command.
     *
     * @param out where results go
     * @param err where errors go, one line each
     * @param args command and options
     * @return exit code: 0 for success, 2 for wrong usage or unusable files, 1 for an error of the program itself
     */
    public static int run(PrintStream out, PrintStream err, String... args) {
        Program program = new Program();
        return new CommandLine(program)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setExecutionExceptionHandler((error, command, parsed) -> program.report(error, command))
                .execute(args);
    }

    @Override
    public void run() {
        throw new IllegalArgumentException("command must be given");
    }

    private int report(Exception error, CommandLine command) {
        if (debug) {
            error.printStackTrace(command.getErr());
        }
        boolean usersError = error instanceof IllegalArgumentException
                || error instanceof IOException
                || error instanceof UncheckedIOException;
        command.getErr().println(usersError ? error.getMessage() : error.toString());
        return usersError ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
    }
}
