package io.github.dl4jregularizers.examples.command;

import io.github.dl4jregularizers.examples.data.FileErrors;
import io.github.dl4jregularizers.examples.training.DivergenceException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program: parses the command line, runs the command, and reports each user error in one line. */
@Command(
        name = "regularizers",
        description = {
            "Trains image classifiers with and without regularization and compares them.",
            "Without a command: compare, with its defaults."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        scope = ScopeType.INHERIT,
        sortOptions = false,
        abbreviateSynopsis = true,
        usageHelpAutoWidth = true,
        usageHelpWidth = 110,
        subcommands = {
            CompareCommand.class,
            TrainCommand.class,
            EvaluateCommand.class,
            PosteriorsCommand.class,
            FiguresCommand.class,
            AuditCommand.class,
            TrendCommand.class,
            GenerateCompletion.class
        })
public final class Program {

    /** Errors that a user can correct. Every other exception is a defect of the program. */
    private static final List<Class<? extends Throwable>> USERS_ERRORS = List.of(
            ParameterException.class,
            IllegalArgumentException.class,
            IOException.class,
            UncheckedIOException.class,
            DivergenceException.class,
            OutOfMemoryError.class);

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "On an error, show where it came from.")
    private boolean debug;

    private final String[] arguments;

    private Program(String[] arguments) {
        this.arguments = arguments;
    }

    /**
     * Runs one command.
     *
     * @param out receives results
     * @param err receives errors, one line each
     * @param args command and options; none means compare
     * @return exit code: 0 for success; 1 for an audit with findings and for a defect; 2 for wrong usage, unusable
     *     files or a diverged training
     */
    public static int run(PrintStream out, PrintStream err, String... args) {
        Program program = new Program(args.length == 0 ? new String[] {"compare"} : args.clone());
        CommandLine commandLine = new CommandLine(program)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((error, parsed) -> program.report(error, error.getCommandLine()))
                .setExecutionExceptionHandler((error, command, parsed) -> program.report(error, command));
        Help.addTo(commandLine);
        try {
            commandLine.setDefaultValueProvider(Preset.in(program.arguments));
            return commandLine.execute(program.arguments);
        } catch (IllegalArgumentException | OutOfMemoryError e) {
            return program.report(e, commandLine);
        }
    }

    /** Returns the command line, quoted so that it can be typed again. */
    String commandLine() {
        return Arrays.stream(arguments)
                .map(argument -> argument.matches("[\\w,./:=@+-]+") ? argument : "'" + argument + "'")
                .collect(Collectors.joining(" "));
    }

    private int report(Throwable error, CommandLine command) {
        if (debug || Arrays.asList(arguments).contains("--debug")) {
            error.printStackTrace(command.getErr());
        }
        boolean usersError = USERS_ERRORS.stream().anyMatch(type -> type.isInstance(error));
        command.getErr().println(usersError ? message(error) : "Unexpected error (--debug shows where): " + error);
        return usersError ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
    }

    /**
     * Returns the message in one line. File-system errors have their reason in the class name and only the file in the
     * message.
     */
    private static String message(Throwable error) {
        if (error instanceof UncheckedIOException) {
            return message(error.getCause());
        }
        if (error instanceof OutOfMemoryError) {
            return "Out of memory; a larger -Djvm.heap helps, or in training a smaller --batch: " + error.getMessage();
        }
        if (error instanceof UnmatchedArgumentException) {
            return error.getMessage() + " (--help shows what is known)";
        }
        if (error instanceof FileSystemException) {
            return ((FileSystemException) error).getFile() + ": " + FileErrors.reason((FileSystemException) error);
        }
        if (error.getMessage() == null) {
            return error.toString();
        }
        return error.getMessage().lines().collect(Collectors.joining(" "));
    }
}
