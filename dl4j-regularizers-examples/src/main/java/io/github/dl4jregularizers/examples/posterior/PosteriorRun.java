package io.github.dl4jregularizers.examples.posterior;

import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.data.ImageData;
import io.github.dl4jregularizers.examples.data.ImageSet;
import io.github.dl4jregularizers.examples.training.FolderLock;
import io.github.dl4jregularizers.examples.training.StepProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Trains and scores several methods with several seeds, into a folder: one file of scores per method and seed. A second
 * run in the same folder trains only what is missing, so that a stopped comparison ends with the same scores.
 */
public final class PosteriorRun {

    private final Path directory;
    private final String settings;
    private final boolean showsProgress;
    private final Consumer<String> lines;

    /**
     * Creates a run.
     *
     * @param directory folder of the scores, locked during the run and created if it is missing
     * @param settings all options that a score depends on, in one line
     * @param showsProgress whether to show a progress bar
     * @param lines receives a line per trained method and seed if there is no progress bar
     */
    public PosteriorRun(Path directory, String settings, boolean showsProgress, Consumer<String> lines) {
        this.directory = Require.given("directory", directory);
        this.settings = Require.given("settings", settings);
        this.showsProgress = showsProgress;
        this.lines = Require.given("lines", lines);
    }

    /**
     * Trains and scores what is missing.
     *
     * @param methods methods to compare
     * @param trainings settings of the training with each seed
     * @param data whose test images are scored
     * @param unfamiliar images of another distribution
     * @return scores per method, in the order of the trainings
     * @throws IOException if the folder is in use or not writable
     * @throws IllegalArgumentException if a method cannot train the network, or the folder has scores of other settings
     */
    public Map<PosteriorMethod, List<double[]>> compute(
            List<PosteriorMethod> methods, List<PosteriorTraining> trainings, ImageData data, ImageSet unfamiliar)
            throws IOException {
        for (PosteriorMethod method : methods) {
            trainings.forEach(method::check);
        }
        FolderLock lock = FolderLock.of(directory);
        try (lock) {
            SavedScores saved = new SavedScores(directory, settings);
            trainMissing(methods, trainings, data, unfamiliar, saved);
            Map<PosteriorMethod, List<double[]>> scores = new LinkedHashMap<>();
            for (PosteriorMethod method : methods) {
                List<double[]> seeds = new ArrayList<>();
                for (PosteriorTraining training : trainings) {
                    seeds.add(saved.of(method, training.seed()).orElseThrow());
                }
                scores.put(method, seeds);
            }
            return scores;
        }
    }

    private void trainMissing(
            List<PosteriorMethod> methods,
            List<PosteriorTraining> trainings,
            ImageData data,
            ImageSet unfamiliar,
            SavedScores saved)
            throws IOException {
        long steps = 0;
        for (PosteriorMethod method : methods) {
            for (PosteriorTraining training : trainings) {
                steps += saved.of(method, training.seed()).isPresent() ? 0 : method.steps(training);
            }
        }
        try (StepProgress progress = new StepProgress("posteriors", steps, showsProgress && steps > 0)) {
            for (PosteriorMethod method : methods) {
                for (PosteriorTraining training : trainings) {
                    if (saved.of(method, training.seed()).isEmpty()) {
                        String name = method.title() + ", seed " + training.seed();
                        progress.begin(name);
                        long before = progress.steps();
                        double[] scores = PosteriorScores.of(method, training.withListener(progress), data, unfamiliar)
                                .values();
                        saved.save(method, training.seed(), scores);
                        report(name, progress.steps() - before, scores[PosteriorScores.SECONDS]);
                    }
                }
            }
        }
    }

    private void report(String name, long steps, double seconds) {
        if (!showsProgress) {
            lines.accept(String.format(Locale.ROOT, "%s: %d steps in %.1f s", name, steps, seconds));
        }
    }
}
