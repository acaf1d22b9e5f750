package io.github.dl4jregularizers.examples.command;

import io.github.dl4jregularizers.examples.figures.FigureRun;
import io.github.dl4jregularizers.examples.figures.Figures;
import io.github.dl4jregularizers.examples.figures.TextbookFigure;
import io.github.dl4jregularizers.examples.report.TextTable;
import io.github.dl4jregularizers.examples.training.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.nd4j.linalg.factory.Nd4j;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Computes the figures of a textbook's chapter on regularization. */
@Command(
        name = "figures",
        description = "Computes figures of a textbook's chapter on regularization: charts, numbers, and whether each"
                + " claim is seen, on one HTML page.")
final class FiguresCommand implements Callable<Integer> {

    /** Limits the memory on large machines. */
    private static final int MOST_THREADS = 8;

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Program program;

    @Parameters(paramLabel = "FIGURE", arity = "0..*", description = "Figures to compute (default: all of --list).")
    private List<String> names = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Output directory; measurements in it are reused (default: results/figures, with --quick"
                    + " results/figures-quick).")
    private Path out;

    @Option(names = "--quick", description = "Compute small versions, in minutes.")
    private boolean quick;

    @Option(names = "--list", description = "List the figures and exit.")
    private boolean list;

    @Option(names = "--no-progress", description = "No progress bar (without a terminal there is none).")
    private boolean noProgress;

    @Mixin
    private BackendOptions backend;

    @Override
    public Integer call() throws IOException {
        PrintWriter terminal = spec.commandLine().getOut();
        List<TextbookFigure> figures = Figures.named(names);
        if (list) {
            list(figures, terminal);
            return CommandLine.ExitCode.OK;
        }
        Path directory = out != null ? out : Path.of("results", quick ? "figures-quick" : "figures");
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new FileAlreadyExistsException(directory.toString());
        }
        String active = backend.enable();
        terminal.println(active);
        Map<String, String> facts = new LinkedHashMap<>(Versions.all());
        facts.put("backend", active);
        boolean showsProgress = !noProgress && Terminal.isInteractive();
        Interruption interruption = Interruption.prints(
                spec.commandLine().getErr(),
                "Interrupted; finished measurements are kept, and the page has the finished figures. To continue: "
                        + program.commandLine());
        Path page;
        try {
            page = new FigureRun(directory, quick, threads(), showsProgress, terminal::println)
                    .compute(figures, facts, program.commandLine());
        } finally {
            interruption.end();
        }
        terminal.println("Page: " + page.toUri());
        return CommandLine.ExitCode.OK;
    }

    /** One measurement per processor, each in a thread of its own; one at a time on a GPU. */
    private static int threads() {
        return Nd4j.getEnvironment().isCPU()
                ? Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors())
                : 1;
    }

    private static void list(List<TextbookFigure> figures, PrintWriter terminal) {
        List<List<String>> rows = new ArrayList<>(List.of(List.of("figure", "section", "title")));
        figures.forEach(figure -> rows.add(List.of(figure.name(), figure.section(), figure.title())));
        TextTable.lines(rows, 1).forEach(terminal::println);
    }
}
