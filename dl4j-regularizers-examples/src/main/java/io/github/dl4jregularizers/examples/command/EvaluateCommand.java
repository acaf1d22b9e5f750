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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows how good a saved network is, over all and class by class, on the test images of its training. */
@Command(
        name = "evaluate",
        description = "Shows how good a saved network is on the test images of its training, class by class.")
final class EvaluateCommand implements Callable<Integer> {

    private static final int BATCH = 128;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "RUN",
            description = "Folder of a run (its best epoch if it stopped early, else its last), or one of its .zip"
                    + " files.")
    private Path run;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = Defaults.DIRECTORY,
            description = "Where the CIFAR files are (default: ${DEFAULT-VALUE}).")
    private Path directory;

    @Mixin
    private BackendOptions backend;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Path folder = Files.isDirectory(run) ? run : run.toAbsolutePath().getParent();
        Path file = Files.isDirectory(run) ? model(run) : run;
        DataOptions options = optionsOf(folder);
        options.directory = directory;
        out.println(backend.enable());
        Checkpoint checkpoint = Checkpoint.read(file);
        Model network = checkpoint.network();
        ImageData data = options.load(false);
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
        out.printf(Locale.ROOT, "%s on the test images of %s%n", file, data.name());
        Pruning.of(checkpoint.sparsity()).ifPresent(out::println);
        out.println();
        TextTable.lines(rows, 2).forEach(out::println);
        return 0;
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

    private static Path model(Path folder) {
        Path best = folder.resolve(Checkpoint.BEST);
        return Files.exists(best) ? best : folder.resolve(Checkpoint.LAST);
    }

    /** The images are those that the run's own options name. */
    private static DataOptions optionsOf(Path folder) throws IOException {
        Path file = folder.resolve(Experiment.ARGUMENTS);
        if (!Files.exists(file)) {
            throw new IOException("No run in " + folder + ": it has no " + Experiment.ARGUMENTS);
        }
        TrainCommand command = new TrainCommand();
        try {
            new CommandLine(command)
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .parseArgs(Files.readAllLines(file).toArray(new String[0]));
        } catch (CommandLine.ParameterException e) {
            throw new IOException(file + " is not what a run writes: " + e.getMessage(), e);
        }
        return command.data();
    }
}
