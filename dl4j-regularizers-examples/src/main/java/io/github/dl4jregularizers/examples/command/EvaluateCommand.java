package io.github.dl4jregularizers.examples.command;

import io.github.dl4jregularizers.examples.data.ChannelStatistics;
import io.github.dl4jregularizers.examples.data.ImageBatches;
import io.github.dl4jregularizers.examples.data.ImageData;
import io.github.dl4jregularizers.examples.data.ImageSet;
import io.github.dl4jregularizers.examples.report.TextTable;
import io.github.dl4jregularizers.examples.training.Checkpoint;
import io.github.dl4jregularizers.examples.training.Metrics;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Evaluates saved networks: overall, per class, or with calibration and uncertainty. */
@Command(
        name = "evaluate",
        description = "Evaluates saved networks on the test images of their training: per class, or with --samples"
                + " calibration and predictive uncertainty.")
final class EvaluateCommand implements Callable<Integer> {

    private static final int BATCH = 128;

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Program program;

    @Parameters(
            paramLabel = "RUN",
            arity = "1..*",
            description =
                    "Folder of a run (its best epoch if it stopped early, else its last), one of its .zip files, or"
                            + " folder of a comparison, for all of its runs.")
    private List<Path> paths;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = Defaults.DIRECTORY,
            description = "Where the CIFAR files are (default: ${DEFAULT-VALUE}).")
    private Path directory;

    @Mixin
    private BackendOptions backend;

    @ArgGroup(validate = false, heading = "%nUncertainty:%n")
    private UncertaintyOptions uncertainty = new UncertaintyOptions();

    @Override
    public Integer call() throws IOException {
        uncertainty.check();
        PrintWriter out = spec.commandLine().getOut();
        List<SavedRun> runs = new ArrayList<>();
        for (Path path : paths) {
            runs.addAll(SavedRun.at(path));
        }
        for (SavedRun run : runs) {
            run.options().data().directory = directory;
        }
        String chosen = backend.enable();
        out.println(chosen);
        if (uncertainty.isWanted()) {
            new UncertaintyEvaluation(uncertainty, out, program.commandLine(), chosen).show(runs);
        } else {
            for (SavedRun run : runs) {
                showClasses(run, out);
            }
        }
        return 0;
    }

    private static void showClasses(SavedRun run, PrintWriter out) throws IOException {
        Checkpoint checkpoint = Checkpoint.read(run.file());
        Model network = checkpoint.network();
        ImageData data = run.options().data().load(false);
        ChannelStatistics statistics = ChannelStatistics.of(data.training());
        List<List<String>> rows = new ArrayList<>(
                List.of(List.of("class", "images", "accuracy", "NLL", "ECE"), List.of("", "", "%", "nats", "%")));
        ImageSet test = data.test();
        for (int label = 0; label < test.classes(); label++) {
            int wanted = label;
            int[] images = IntStream.range(0, test.size())
                    .filter(image -> test.label(image) == wanted)
                    .toArray();
            if (images.length > 0) {
                rows.add(row(test.classNames().get(label), network, test.select(images), statistics));
            }
        }
        rows.add(row("all", network, test, statistics));
        out.printf(Locale.ROOT, "%s on the test images of %s%n", run.file(), data.name());
        Pruning.of(checkpoint.sparsity()).ifPresent(out::println);
        out.println();
        TextTable.lines(rows, 2).forEach(out::println);
    }

    private static List<String> row(String name, Model network, ImageSet images, ChannelStatistics statistics) {
        Metrics metrics = Metrics.of(network, ImageBatches.inOrder(images, statistics, BATCH));
        return List.of(
                name,
                Integer.toString(images.size()),
                String.format(Locale.ROOT, "%.1f", 100 * metrics.accuracy()),
                String.format(Locale.ROOT, "%.3f", metrics.nll()),
                String.format(Locale.ROOT, "%.1f", 100 * metrics.ece()));
    }
}
