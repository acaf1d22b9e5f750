package io.github.dl4jregularizers.examples.command;

import io.github.dl4jregularizers.examples.data.ImageData;
import io.github.dl4jregularizers.examples.recipe.Recipe;
import io.github.dl4jregularizers.examples.recipe.Recipes;
import io.github.dl4jregularizers.examples.report.ResultTable;
import io.github.dl4jregularizers.examples.report.Run;
import io.github.dl4jregularizers.examples.training.EpochLog;
import io.github.dl4jregularizers.examples.training.TrainingResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Trains one network with one recipe. */
@Command(name = "train", description = "Trains one network by one recipe, with checkpoints and metrics per epoch.")
final class TrainCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Program program;

    @Option(
            names = "--recipe",
            paramLabel = "RECIPE",
            defaultValue = Defaults.RECIPE,
            description = "How to train, one of those below (default: ${DEFAULT-VALUE}).")
    private String recipe;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = Defaults.SEED,
            description = "Seed of weights, order of images, augmentation and noise (default: ${DEFAULT-VALUE}).")
    private long seed;

    @ArgGroup(validate = false, heading = "%nImages:%n")
    private DataOptions data = new DataOptions();

    @ArgGroup(validate = false, heading = "%nTraining:%n")
    private RunOptions run = new RunOptions();

    DataOptions data() {
        return data;
    }

    RunOptions run() {
        return run;
    }

    String recipe() {
        return recipe;
    }

    long seed() {
        return seed;
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Recipe chosen = Recipes.byName(recipe);
        Setup setup = new Setup(run, data, out);
        Path directory = setup.directory("train");
        ImageData images = setup.data();
        setup.backend();
        out.printf(Locale.ROOT, "%s, %s, seed %d: %s%n", run.model, chosen, seed, chosen.description());
        Experiment experiment = new Experiment(run, data, images, setup.page());
        experiment.check(chosen);
        TrainingResult result;
        Interruption interruption = setup.interruption(spec.commandLine().getErr(), program.commandLine(), directory);
        try {
            result = experiment.train(chosen, seed, directory, this::show);
        } finally {
            interruption.end();
        }
        out.println();
        new ResultTable(List.of(new Run(chosen, seed, result))).text().forEach(out::println);
        Pruning.of(result.sparsity()).ifPresent(out::println);
        out.printf(Locale.ROOT, "%nModel of epoch %d, checkpoint and metrics: %s%n", result.epoch(), directory);
        return 0;
    }

    /** Prints one line per epoch, unless a progress bar shows the same. */
    private void show(EpochLog log) {
        if (run.showsProgress()) {
            return;
        }
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "epoch %3d/%d  loss %.3f  train %5.1f %%  %s %5.1f %%  %.0f images/s%n",
                        log.epoch(),
                        run.epochs,
                        log.loss(),
                        100 * log.training().accuracy(),
                        data.hasValidation() ? "validation" : "test",
                        100 * log.heldOut().accuracy(),
                        log.imagesPerSecond());
    }
}
