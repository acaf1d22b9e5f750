package io.github.dl4jregularizers.examples.command;

import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.data.ImageData;
import io.github.dl4jregularizers.examples.recipe.Recipe;
import io.github.dl4jregularizers.examples.recipe.Recipes;
import io.github.dl4jregularizers.examples.report.HtmlReport;
import io.github.dl4jregularizers.examples.report.ResultTable;
import io.github.dl4jregularizers.examples.report.Results;
import io.github.dl4jregularizers.examples.report.Run;
import io.github.dl4jregularizers.examples.training.AtomicFile;
import io.github.dl4jregularizers.examples.training.DivergenceException;
import io.github.dl4jregularizers.examples.training.TrainingResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Trains several recipes with several seeds and compares them. */
@Command(
        name = "compare",
        description = "Trains several recipes with several seeds; ends with a table and an HTML report.")
final class CompareCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Program program;

    @Option(
            names = "--recipes",
            paramLabel = "RECIPE",
            split = ",",
            defaultValue = Defaults.RECIPES,
            description = "Recipes to compare, of those below; all others are set against the first (default:"
                    + " ${DEFAULT-VALUE}).")
    private List<String> recipes;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            split = ",",
            defaultValue = Defaults.SEEDS,
            description = "Every recipe is trained once with each seed (default: ${DEFAULT-VALUE}).")
    private List<Long> seeds;

    @Option(
            names = "--add",
            paramLabel = "DIR",
            description = "Also show the runs of this earlier comparison with the same options, before the new ones.")
    private Path earlier;

    @ArgGroup(validate = false, heading = "%nImages:%n")
    private DataOptions data = new DataOptions();

    @ArgGroup(validate = false, heading = "%nTraining:%n")
    private RunOptions run = new RunOptions();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<Recipe> chosen = Require.distinct("--recipes", recipes).stream()
                .map(Recipes::byName)
                .collect(Collectors.toList());
        Require.distinct("--seeds", seeds);
        Setup setup = new Setup(run, data, out);
        Path directory = setup.directory("compare");
        ImageData images = setup.data();
        String backend = setup.backend();
        List<String> diverged = new ArrayList<>();
        Experiment experiment = new Experiment(run, data, images, setup.page());
        List<Run> runs = new ArrayList<>(earlierRuns(chosen, experiment));
        Interruption interruption = setup.interruption(spec.commandLine().getErr(), program.commandLine(), directory);
        try {
            train(chosen, directory, experiment, setup.start(), runs, diverged);
        } finally {
            interruption.end();
        }
        ResultTable table = new ResultTable(runs);
        out.println();
        table.text().forEach(out::println);
        String note = note(diverged);
        out.println(note + System.lineSeparator());
        table.differences().forEach(out::println);
        Path report = directory.resolve("report.html");
        String html = new HtmlReport(
                        table.names() + ": " + run.model + " on " + images.name(),
                        setup.start().format(Setup.DATE),
                        table,
                        note,
                        images,
                        experiment.seen(chosen, seeds.get(0)),
                        program.commandLine(),
                        Facts.of(run, data, seeds, backend),
                        configurations(table.recipes(), experiment))
                .html();
        AtomicFile.write(report, stream -> stream.write(html.getBytes(StandardCharsets.UTF_8)));
        out.println("Report: " + report.toUri());
        diverged.forEach(spec.commandLine().getErr()::println);
        return diverged.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.USAGE;
    }

    private List<Run> earlierRuns(List<Recipe> chosen, Experiment experiment) throws IOException {
        if (earlier == null) {
            return List.of();
        }
        Results results = Results.read(earlier);
        Experiment.requireEqual("options with --add " + earlier, results.settings(), experiment.settings());
        for (Run finished : results.runs()) {
            if (finished.isOneOf(chosen, seeds)) {
                throw Require.invalid("runs of --add " + earlier, "other recipes or seeds", finished);
            }
        }
        return results.runs();
    }

    private static Map<String, String> configurations(List<Recipe> recipes, Experiment experiment) {
        return recipes.stream().collect(Collectors.toMap(Recipe::name, experiment::configuration));
    }

    /**
     * Trains seed by seed: an interrupted comparison has all recipes of each finished seed. Leaves a diverged run
     * out, and fails only if every run diverges. Writes the results after each run.
     *
     * @param runs receives the finished runs
     * @param diverged receives the names of the others
     */
    private void train(
            List<Recipe> chosen,
            Path directory,
            Experiment experiment,
            LocalDateTime start,
            List<Run> runs,
            List<String> diverged)
            throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        chosen.forEach(experiment::check);
        int added = runs.size();
        int total = chosen.size() * seeds.size();
        for (long seed : seeds) {
            for (Recipe recipe : chosen) {
                String name = recipe.name() + ", seed " + seed;
                Path own = directory.resolve(SavedRun.RUNS).resolve(recipe.name() + "-seed" + seed);
                out.printf("%d of %d: %s%n", runs.size() - added + diverged.size() + 1, total, name);
                try {
                    TrainingResult result = experiment.train(recipe, seed, own, log -> {});
                    runs.add(new Run(recipe, seed, result));
                    new Results(start, program.commandLine(), experiment.settings(), runs).write(directory);
                    out.println(summary(result));
                    Pruning.of(result.sparsity()).ifPresent(line -> out.println(" ".repeat(8) + line));
                } catch (DivergenceException e) {
                    diverged.add(name + ": " + e.getMessage());
                    if (diverged.size() == total) {
                        throw e;
                    }
                }
            }
        }
    }

    private static String summary(TrainingResult result) {
        return String.format(
                Locale.ROOT,
                "        train %.1f %%, test %.1f %%, %d epochs of %.1f s",
                100 * result.training().accuracy(),
                100 * result.test().accuracy(),
                result.epochs().size(),
                result.secondsPerEpoch());
    }

    private String note(List<String> diverged) {
        String leftOut = diverged.isEmpty() ? "" : " Left out: " + String.join("; ", diverged) + ".";
        return "Mean ± standard deviation over the seeds, without noise, "
                + (run.patience == null ? "after the last epoch." : "at the epoch with the best validation accuracy.")
                + leftOut;
    }
}
