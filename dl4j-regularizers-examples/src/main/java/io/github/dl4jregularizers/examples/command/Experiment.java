package io.github.dl4jregularizers.examples.command;

import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.data.ChannelStatistics;
import io.github.dl4jregularizers.examples.data.ImageBatches;
import io.github.dl4jregularizers.examples.data.ImageData;
import io.github.dl4jregularizers.examples.network.Networks;
import io.github.dl4jregularizers.examples.recipe.Recipe;
import io.github.dl4jregularizers.examples.recipe.TrainingPlan;
import io.github.dl4jregularizers.examples.report.SeenImages;
import io.github.dl4jregularizers.examples.training.AtomicFile;
import io.github.dl4jregularizers.examples.training.Checkpoint;
import io.github.dl4jregularizers.examples.training.EpochLog;
import io.github.dl4jregularizers.examples.training.Robustness;
import io.github.dl4jregularizers.examples.training.RobustnessFile;
import io.github.dl4jregularizers.examples.training.Trainer;
import io.github.dl4jregularizers.examples.training.TrainingOptions;
import io.github.dl4jregularizers.examples.training.TrainingResult;
import io.github.dl4jregularizers.optimizer.FastUpdates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.schedule.ISchedule;

/** Runs that differ in recipe and seed only, each in its own directory. */
final class Experiment {

    /**
     * The options of a run: {@code train @train.args} repeats it, and {@code evaluate} reads its images from them.
     */
    static final String ARGUMENTS = "train.args";

    private final RunOptions options;
    private final DataOptions dataOptions;
    private final ImageData data;
    private final TrainingPage page;

    Experiment(RunOptions options, DataOptions dataOptions, ImageData data, TrainingPage page) {
        this.options = options;
        this.dataOptions = dataOptions;
        this.data = data;
        this.page = page;
    }

    /**
     * Trains, or resumes the run in the directory if requested.
     *
     * @param recipe recipe to train
     * @param seed seed of weights, order and noise
     * @param directory directory of the run's files
     * @param onEpoch called after each new epoch
     * @return metrics
     * @throws IOException if files cannot be written
     */
    TrainingResult train(Recipe recipe, long seed, Path directory, Consumer<EpochLog> onEpoch) throws IOException {
        claim(directory, recipe, seed);
        TrainingOptions.Builder training = images(recipe, seed)
                .directory(directory)
                .resume(options.resume && Files.exists(directory.resolve(Checkpoint.LAST)))
                .patience(options.patience == null ? 0 : options.patience)
                .progress(options.showsProgress())
                .listeners(page.listeners(recipe + "-seed" + seed))
                .onEpoch(onEpoch);
        TrainingPlan plan = plan(training.build());
        Model network = Networks.build(options.model, recipe.network(plan));
        FastUpdates.applyTo(network);
        recipe.configure(plan, training);
        TrainingResult result = new Trainer(training.build()).train(network, data);
        return options.attack == null ? result : result.withRobustness(robustness(network, seed, directory));
    }

    /** Attacks the network, or reads the accuracies of an earlier attack if requested. */
    private Robustness robustness(Model network, long seed, Path directory) throws IOException {
        RobustnessFile file = new RobustnessFile(directory, options.attack, network);
        Optional<Robustness> earlier = options.resume ? file.read() : Optional.empty();
        if (earlier.isPresent()) {
            return earlier.get();
        }
        ChannelStatistics statistics = ChannelStatistics.of(data.training());
        Robustness measured = Robustness.of(network, data.test(), statistics, options.attack, seed);
        file.write(measured);
        return measured;
    }

    /** Returns the options that determine the images of a run and their order. */
    private TrainingOptions.Builder images(Recipe recipe, long seed) {
        return TrainingOptions.builder()
                .epochs(options.epochs)
                .batchSize(options.batch)
                .seed(seed)
                .augment(augment(recipe))
                .imageAugmentations(recipe::imageAugmentations)
                .augmentations(recipe::augmentations);
    }

    /** Training images as the network sees them, for recipes that augment. */
    List<SeenImages> seen(List<Recipe> recipes, long seed) {
        ChannelStatistics statistics = ChannelStatistics.of(data.training());
        List<SeenImages> seen = new ArrayList<>();
        for (Recipe recipe : recipes) {
            if (augment(recipe) || recipe.hasAugmentations()) {
                ImageBatches batches = new Trainer(images(recipe, seed).build()).batches(data, statistics);
                seen.add(SeenImages.of(recipe.name(), batches, statistics));
            }
        }
        return seen;
    }

    private boolean augment(Recipe recipe) {
        return options.augment == null ? recipe.augmented() : options.augment;
    }

    /** Builds a network of the recipe and discards it, so that an error shows before the first run. */
    void check(Recipe recipe) {
        TrainingPlan plan = plan(images(recipe, 0).build());
        Networks.build(options.model, recipe.network(plan));
    }

    /** Returns the configuration of the recipe's network as JSON. */
    String configuration(Recipe recipe) {
        TrainingPlan plan = plan(images(recipe, 0).build());
        Model network = Networks.build(options.model, recipe.network(plan));
        return network instanceof ComputationGraph
                ? ((ComputationGraph) network).getConfiguration().toJson()
                : ((MultiLayerNetwork) network).getLayerWiseConfigurations().toJson();
    }

    /** Returns the options that all runs have in common. */
    List<String> settings() {
        List<String> settings = new ArrayList<>(dataOptions.arguments());
        settings.addAll(options.arguments());
        return settings;
    }

    private TrainingPlan plan(TrainingOptions training) {
        int iterations = training.iterations(data.training().size());
        ISchedule learningRate = options.schedule.over(iterations, options.learningRate);
        return new TrainingPlan(training, data.training(), learningRate, options.optimizer, options.weightDecay);
    }

    /** Marks the directory as this run's, or checks the mark. */
    private void claim(Path directory, Recipe recipe, long seed) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--recipe=" + recipe.name(), "--seed=" + seed));
        arguments.addAll(settings());
        Path file = directory.resolve(ARGUMENTS);
        if (Files.exists(file)) {
            requireEqual("options to continue " + directory, Files.readAllLines(file), arguments);
        } else {
            Files.createDirectories(directory);
            byte[] lines = String.join("\n", arguments).getBytes(StandardCharsets.UTF_8);
            AtomicFile.write(file, stream -> stream.write(lines));
        }
    }

    /** Refuses options that differ from earlier ones; the error names the differences. */
    static void requireEqual(String name, List<String> earlier, List<String> arguments) {
        if (!earlier.equals(arguments)) {
            throw Require.invalid(name, difference(earlier, arguments), difference(arguments, earlier));
        }
    }

    private static String difference(List<String> of, List<String> to) {
        String only = of.stream().filter(argument -> !to.contains(argument)).collect(Collectors.joining(" "));
        return only.isEmpty() ? "nothing more" : only;
    }
}
