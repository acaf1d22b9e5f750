package io.github.dl4jregularizers.examples.command;

import io.github.dl4jregularizers.examples.report.Results;
import io.github.dl4jregularizers.examples.report.Trend;
import io.github.dl4jregularizers.examples.training.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sets several comparisons in the order of their dates. */
@Command(name = "trend", description = "Shows the test accuracy of each recipe over several comparisons.")
final class TrendCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", arity = "1..*", description = "Output directories of compare.")
    private List<Path> directories;

    @Option(names = "--out", paramLabel = "FILE", description = "Also write an HTML page to this file.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        List<Results> comparisons = new ArrayList<>();
        for (Path directory : directories) {
            comparisons.add(Results.read(directory));
        }
        Trend trend = new Trend(comparisons);
        PrintWriter terminal = spec.commandLine().getOut();
        trend.text().forEach(terminal::println);
        if (out != null) {
            byte[] page = trend.html().getBytes(StandardCharsets.UTF_8);
            AtomicFile.write(out, stream -> stream.write(page));
            terminal.println("Page: " + out.toUri());
        }
        return 0;
    }
}
