package io.github.dl4jregularizers.examples.command;

import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.network.Networks;
import io.github.dl4jregularizers.examples.recipe.Optimizer;
import io.github.dl4jregularizers.examples.training.LearningRate;
import io.github.dl4jregularizers.examples.training.Terminal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Options of the training, shared by one run and a comparison. */
final class RunOptions {

    private static final int LAST_PORT = 65535;

    @Option(
            names = "--preset",
            paramLabel = "PRESET",
            description = "Other values for the options that are not given: one of those below.")
    String preset;

    @Option(
            names = "--model",
            paramLabel = "NETWORK",
            defaultValue = Defaults.MODEL,
            description = "Network, one of those below (default: ${DEFAULT-VALUE}).")
    String model;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = Defaults.EPOCHS,
            description = "Number of epochs (default: ${DEFAULT-VALUE}).")
    int epochs;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = Defaults.BATCH,
            description = "Images per training step (default: ${DEFAULT-VALUE}).")
    int batch;

    @Option(
            names = "--learning-rate",
            paramLabel = "RATE",
            defaultValue = Defaults.LEARNING_RATE,
            description = "Peak learning rate (default: ${DEFAULT-VALUE}).")
    double learningRate;

    @Option(
            names = "--schedule",
            paramLabel = "SHAPE",
            defaultValue = Defaults.SCHEDULE,
            description = "Learning rate over the training: cosine (linear warm-up over 5 %%, then half a cosine) or"
                    + " steps (divided by ten at 50 %% and 75 %%) (default: ${DEFAULT-VALUE}).")
    LearningRate schedule;

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            defaultValue = Defaults.OPTIMIZER,
            description = "adam, or sgd with Nesterov momentum 0.9 (default: ${DEFAULT-VALUE}).")
    Optimizer optimizer;

    @Option(
            names = "--weight-decay",
            paramLabel = "COEFFICIENT",
            defaultValue = Defaults.WEIGHT_DECAY,
            description = "L2 coefficient of the weights with sgd; for adam use a recipe such as adamw (default:"
                    + " ${DEFAULT-VALUE}).")
    double weightDecay;

    @Option(
            names = "--augment",
            negatable = true,
            description = "Overrides the recipe: crop and flip training images at random, or not.")
    Boolean augment;

    @Option(
            names = "--attack",
            paramLabel = "LEVELS",
            description = "Also measure the accuracy on test images that FGSM and PGD move by up to this many of 255"
                    + " intensity levels, such as 8.")
    Double attack;

    @Option(
            names = "--patience",
            paramLabel = "N",
            description = "Stop after N epochs without an improvement on the validation images and keep the"
                    + " best epoch; needs --validation (default: train all epochs, keep the last).")
    Integer patience;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Output directory (default: a new one in results, named by command, data and time).")
    Path out;

    @Option(
            names = "--resume",
            description =
                    "Resume in --out: reuses finished runs, and continues a killed one after its last" + " epoch.")
    boolean resume;

    @Option(names = "--no-progress", description = "No progress bar (without a terminal there is none).")
    private boolean noProgress;

    @Option(
            names = "--ui",
            paramLabel = "PORT",
            arity = "0..1",
            fallbackValue = Defaults.UI_PORT,
            description =
                    "While the program runs, show DL4J's training page on this port, to the whole network (default: "
                            + Defaults.UI_PORT + ").")
    Integer uiPort;

    @ArgGroup(validate = false)
    private BackendOptions backend = new BackendOptions();

    /** Checks the options that need no data. */
    void check(DataOptions data) {
        data.check();
        Networks.known("--model", model);
        Require.atLeast("--epochs", epochs, 1);
        Require.atLeast("--batch", batch, 1);
        Require.positive("--learning-rate", learningRate);
        Require.nonNegative("--weight-decay", weightDecay);
        if (weightDecay > 0 && optimizer == Optimizer.ADAM) {
            throw Require.invalid("--weight-decay with adam", "0 (recipes such as adamw have it)", weightDecay);
        }
        if (attack != null) {
            Require.positive("--attack", attack);
        }
        if (patience != null) {
            Require.atLeast("--patience", patience, 1);
            if (!data.hasValidation()) {
                throw Require.invalid("--validation with --patience", "above 0", 0);
            }
        }
        if (uiPort != null && (uiPort < 1 || uiPort > LAST_PORT)) {
            throw Require.invalid("--ui", "in [1, " + LAST_PORT + "]", uiPort);
        }
        if (resume && out == null) {
            throw Require.invalid("--out with --resume", "given", null);
        }
    }

    boolean showsProgress() {
        return !noProgress && Terminal.isInteractive();
    }

    BackendOptions backend() {
        return backend;
    }

    /** Returns the options that determine a run's result, as command-line arguments. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(
                "--model=" + model, "--epochs=" + epochs, "--batch=" + batch, "--learning-rate=" + learningRate));
        addUnless(arguments, Defaults.SCHEDULE, "--schedule", schedule.name().toLowerCase(Locale.ROOT));
        addUnless(arguments, Defaults.OPTIMIZER, "--optimizer", optimizer.name().toLowerCase(Locale.ROOT));
        addUnless(arguments, Defaults.WEIGHT_DECAY, "--weight-decay", String.valueOf(weightDecay));
        if (augment != null) {
            arguments.add(augment ? "--augment" : "--no-augment");
        }
        if (patience != null) {
            arguments.add("--patience=" + patience);
        }
        if (backend.usesBuiltIn()) {
            arguments.add("--no-onednn");
        }
        return arguments;
    }

    private static void addUnless(List<String> arguments, String usual, String name, String value) {
        if (!value.equals(usual)) {
            arguments.add(name + "=" + value);
        }
    }
}
