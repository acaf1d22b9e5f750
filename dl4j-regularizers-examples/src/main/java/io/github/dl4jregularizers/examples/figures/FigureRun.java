package io.github.dl4jregularizers.examples.figures;

import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.training.FolderLock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Computes figures into a folder: numbers per figure and seed, pictures, and one page. Measurements run side by side,
 * one thread each. The page shows the figures that are finished so far. A second run measures only what is missing, so
 * that a killed run ends with the files of an uninterrupted one.
 */
public final class FigureRun {

    private final Path directory;
    private final boolean quick;
    private final int threads;
    private final boolean showsProgress;
    private final Consumer<String> lines;

    /**
     * Creates a run.
     *
     * @param directory folder of all files
     * @param quick whether to compute the small version
     * @param threads number of measurements at once, at least 1; the numbers do not depend on it
     * @param showsProgress whether to show a progress bar
     * @param lines receives a line per measurement and per figure
     */
    public FigureRun(Path directory, boolean quick, int threads, boolean showsProgress, Consumer<String> lines) {
        this.directory = Require.given("directory", directory);
        this.quick = quick;
        this.threads = Require.atLeast("threads", threads, 1);
        this.showsProgress = showsProgress;
        this.lines = Require.given("lines", lines);
    }

    /**
     * Measures what is missing, and writes all files.
     *
     * @param figures figures of the page
     * @param facts settings and versions for the page, by name
     * @param command command line that repeats the run
     * @return the page
     * @throws IOException if the folder is in use, damaged or not writable
     */
    public Path compute(List<TextbookFigure> figures, Map<String, String> facts, String command) throws IOException {
        FolderLock lock = FolderLock.of(directory);
        try (lock) {
            FigureStore store = FigureStore.in(directory, quick);
            FigureFiles files = new FigureFiles(directory, figures, quick, facts, command);
            List<FigureTask> missing = new ArrayList<>();
            for (TextbookFigure figure : figures) {
                missing.addAll(missing(figure, store));
                addFinished(figure, store, files);
            }
            Path page = files.writePage();
            measure(missing, store, files);
            files.verdicts().forEach(lines);
            return page;
        }
    }

    private List<FigureTask> missing(TextbookFigure figure, FigureStore store) throws IOException {
        List<FigureTask> missing = new ArrayList<>();
        for (int seed = 1; seed <= figure.seeds(quick); seed++) {
            if (store.load(figure, seed).isEmpty()) {
                missing.add(new FigureTask(figure, seed, quick));
            }
        }
        return missing;
    }

    /** Draws a figure if all its seeds are measured. */
    private void addFinished(TextbookFigure figure, FigureStore store, FigureFiles files) throws IOException {
        List<Measurements> seeds = new ArrayList<>();
        for (int seed = 1; seed <= figure.seeds(quick); seed++) {
            store.load(figure, seed).ifPresent(seeds::add);
        }
        if (seeds.size() == figure.seeds(quick)) {
            files.add(figure, store.present(figure, new SeedResults(seeds)));
        }
    }

    private void measure(List<FigureTask> tasks, FigureStore store, FigureFiles files) throws IOException {
        double seconds = tasks.stream().mapToDouble(FigureTask::seconds).sum();
        Map<Boolean, List<FigureTask>> timed = tasks.stream()
                .collect(Collectors.partitioningBy(task -> task.figure().isTimed()));
        try (FigureProgress progress = FigureProgress.start(showsProgress && !tasks.isEmpty(), seconds)) {
            measure(timed.get(false), threads, progress, store, files);
            measure(timed.get(true), 1, progress, store, files);
        }
    }

    private void measure(
            List<FigureTask> tasks, int workers, FigureProgress progress, FigureStore store, FigureFiles files)
            throws IOException {
        new FigureWorkers(store, progress).run(tasks, workers, (task, seconds) -> stored(task, seconds, store, files));
    }

    private void stored(FigureTask task, double seconds, FigureStore store, FigureFiles files) throws IOException {
        if (!showsProgress) {
            lines.accept(String.format(Locale.ROOT, "measured %s, in %.1f s", task, seconds));
        }
        if (missing(task.figure(), store).isEmpty()) {
            addFinished(task.figure(), store, files);
            files.writePage();
        }
    }
}
