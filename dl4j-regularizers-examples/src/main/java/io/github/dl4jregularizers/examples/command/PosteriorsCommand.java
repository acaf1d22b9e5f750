package io.github.dl4jregularizers.examples.command;

import io.github.dl4jregularizers.examples.data.ImageData;
import io.github.dl4jregularizers.examples.data.ImageSet;
import io.github.dl4jregularizers.examples.posterior.PosteriorMethod;
import io.github.dl4jregularizers.examples.posterior.PosteriorScores;
import io.github.dl4jregularizers.examples.posterior.PosteriorTraining;
import io.github.dl4jregularizers.examples.posterior.SavedScores;
import io.github.dl4jregularizers.examples.report.Statistic;
import io.github.dl4jregularizers.examples.report.TextTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
            description = "Save the scores of each run here, and take those of finished runs from here.")
    private Path out;

    @Mixin
    private BackendOptions backend;

    @ArgGroup(validate = false, heading = "%nImages:%n")
    private DataOptions data = new DataOptions();

    @Override
    public Integer call() throws IOException {
        PrintWriter console = spec.commandLine().getOut();
        console.println(backend.enable());
        ImageData images = data.load(false);
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
        List<List<String>> rows = new ArrayList<>();
        PosteriorScores.header().forEach(columns -> {
            List<String> row = new ArrayList<>(List.of(rows.isEmpty() ? "method" : ""));
            row.addAll(columns);
            rows.add(row);
        });
        SavedScores saved = new SavedScores(out, settings());
        for (PosteriorMethod method : methods) {
            List<double[]> scores = new ArrayList<>();
            for (long seed : seeds) {
                Optional<double[]> before = saved.of(method, seed);
                scores.add(before.isPresent() ? before.get() : scores(method, seed, images, others));
                saved.save(method, seed, scores.get(scores.size() - 1));
            }
            rows.add(row(method, scores));
            console.println(String.join("  ", rows.get(rows.size() - 1)));
        }
        console.println();
        TextTable.lines(rows, 2).forEach(console::println);
        return 0;
    }

    private double[] scores(PosteriorMethod method, long seed, ImageData images, ImageSet others) {
        PosteriorTraining training =
                new PosteriorTraining(model, images.training(), epochs, passes, learningRate, seed);
        return PosteriorScores.of(method, training, images, others).values();
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
