package io.github.dl4jregularizers.examples.command;

import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.data.ImageData;
import io.github.dl4jregularizers.examples.data.ImageSet;
import io.github.dl4jregularizers.examples.posterior.PosteriorMethod;
import io.github.dl4jregularizers.examples.posterior.PosteriorRun;
import io.github.dl4jregularizers.examples.posterior.PosteriorScores;
import io.github.dl4jregularizers.examples.posterior.PosteriorTraining;
import io.github.dl4jregularizers.examples.report.Statistic;
import io.github.dl4jregularizers.examples.report.TextTable;
import io.github.dl4jregularizers.examples.training.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Compares approximate posteriors and ensembles at equal numbers of forward passes. */
@Command(
        name = "posteriors",
        description =
                "Compares MC dropout, Bayes by Backprop, SGLD, SWAG and ensembles at equal numbers of forward passes:"
                        + " accuracy, calibration, and detection of out-of-distribution images.")
final class PosteriorsCommand implements Callable<Integer> {

    private static final int[] DECIMALS = {1, 3, 1, 3, 0, 1};

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Program program;

    @Option(
            names = "--methods",
            paramLabel = "METHOD",
            split = ",",
            description = "Methods to compare: ${COMPLETION-CANDIDATES} (default: all).")
    private List<PosteriorMethod> methods = List.of(PosteriorMethod.values());

    @Option(
            names = "--seeds",
            paramLabel = "N",
            split = ",",
            defaultValue = Defaults.SEEDS,
            description = "Every method is trained once with each seed (default: ${DEFAULT-VALUE}).")
    private List<Long> seeds;

    @Option(
            names = "--model",
            paramLabel = "NETWORK",
            defaultValue = "cnn",
            description = "Network (default: ${DEFAULT-VALUE}).")
    private String model;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "20",
            description = "Epochs per trained network (default: ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(
            names = "--passes",
            paramLabel = "T",
            defaultValue = "5",
            description = "Forward passes per image: samples or members, 2 or more (default: ${DEFAULT-VALUE}).")
    private int passes;

    @Option(
            names = "--learning-rate",
            paramLabel = "RATE",
            defaultValue = "0.02",
            description = "Highest learning rate of SGD with momentum, and that of SGLD (default: ${DEFAULT-VALUE}).")
    private double learningRate;

    @Option(names = "--ood", paramLabel = "SET", description = "Out-of-distribution images, as for evaluate.")
    private String unfamiliar;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Output directory; finished runs in it are reused (default: a new one in results, named by"
                    + " data and time).")
    private Path out;

    @Option(names = "--no-progress", description = "No progress bar (without a terminal there is none).")
    private boolean noProgress;

    @Mixin
    private BackendOptions backend;

    @ArgGroup(validate = false, heading = "%nImages:%n")
    private DataOptions data = new DataOptions();

    @Override
    public Integer call() throws IOException {
        PrintWriter console = spec.commandLine().getOut();
        Require.distinct("--seeds", seeds);
        Require.distinct("--methods", methods);
        console.println(backend.enable());
        boolean showsProgress = !noProgress && Terminal.isInteractive();
        ImageData images = data.load(showsProgress);
        ImageSet others = UncertaintyOptions.unfamiliarImages(
                unfamiliar, data, images.test().size());
        console.printf(
                Locale.ROOT,
                "%s: %d training, %d test images, %d unfamiliar images; %s, %d epochs, %d forward passes%n",
                images.name(),
                images.training().size(),
                images.test().size(),
                others.size(),
                model,
                epochs,
                passes);
        Path directory = out != null ? out : Setup.newDirectory("posteriors", data, LocalDateTime.now());
        String place = out != null ? "" : " --out=" + directory;
        List<PosteriorTraining> trainings = seeds.stream()
                .map(seed -> new PosteriorTraining(model, images.training(), epochs, passes, learningRate, seed))
                .collect(Collectors.toList());
        PosteriorRun run = new PosteriorRun(directory, settings(), showsProgress, console::println);
        Interruption interruption = Interruption.prints(
                spec.commandLine().getErr(),
                "Interrupted; finished runs are kept. To continue: " + program.commandLine() + place);
        Map<PosteriorMethod, List<double[]>> scores;
        try {
            scores = run.compute(methods, trainings, images, others);
        } finally {
            interruption.end();
        }
        console.println();
        TextTable.lines(table(scores), 2).forEach(console::println);
        console.println("Scores: " + directory);
        return CommandLine.ExitCode.OK;
    }

    private static List<List<String>> table(Map<PosteriorMethod, List<double[]>> scores) {
        List<List<String>> rows = new ArrayList<>();
        PosteriorScores.header().forEach(columns -> {
            List<String> row = new ArrayList<>(List.of(rows.isEmpty() ? "method" : ""));
            row.addAll(columns);
            rows.add(row);
        });
        scores.forEach((method, ofSeeds) -> rows.add(row(method, ofSeeds)));
        return rows;
    }

    private String settings() {
        List<String> arguments = new ArrayList<>(data.arguments());
        arguments.addAll(List.of(
                "--model=" + model,
                "--epochs=" + epochs,
                "--passes=" + passes,
                "--learning-rate=" + learningRate,
                "--ood=" + (unfamiliar == null ? "default" : Path.of(unfamiliar).getFileName())));
        return String.join(" ", arguments);
    }

    private static List<String> row(PosteriorMethod method, List<double[]> scores) {
        List<String> row = new ArrayList<>(List.of(method.title()));
        for (int column = 0; column < DECIMALS.length; column++) {
            int index = column;
            double[] values = scores.stream().mapToDouble(one -> one[index]).toArray();
            row.add(Statistic.of(values).format(DECIMALS[column], false));
        }
        return row;
    }
}
