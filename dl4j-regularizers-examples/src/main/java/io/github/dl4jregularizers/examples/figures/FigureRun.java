package io.github.dl4jregularizers.examples.figures;

import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.training.FolderLock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Computes figures into a folder: numbers per figure and seed, pictures, and one page. A second run in the same folder
 * measures only what is missing, so that a killed run ends with the files of an uninterrupted one.
 */
public final class FigureRun {

    private final Path directory;
    private final boolean quick;
    private final boolean showsProgress;
    private final Consumer<String> lines;

    /**
     * Creates a run.
     *
     * @param directory folder of all files
     * @param quick whether to compute the small version
     * @param showsProgress whether to show a progress bar
     * @param lines receives a line per measurement and per figure
     */
    public FigureRun(Path directory, boolean quick, boolean showsProgress, Consumer<String> lines) {
        this.directory = Require.given("directory", directory);
        this.quick = quick;
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
            measureMissing(figures, store);
            return new FigureFiles(directory).write(present(figures, store), quick, facts, command);
        }
    }

    private Map<TextbookFigure, Presentation> present(List<TextbookFigure> figures, FigureStore store)
            throws IOException {
        Map<TextbookFigure, Presentation> shown = new LinkedHashMap<>();
        for (TextbookFigure figure : figures) {
            List<Measurements> seeds = new ArrayList<>();
            for (int seed = 1; seed <= figure.seeds(quick); seed++) {
                seeds.add(store.load(figure, seed).orElseThrow());
            }
            Presentation presentation = figure.present(new SeedResults(seeds));
            shown.put(figure, presentation);
            lines.accept(figure.section() + " " + figure.name() + ": " + presentation.verdict());
        }
        return shown;
    }

    private void measureMissing(List<TextbookFigure> figures, FigureStore store) throws IOException {
        double total = 0;
        for (TextbookFigure figure : figures) {
            for (int seed = 1; seed <= figure.seeds(quick); seed++) {
                Optional<Measurements> earlier = store.load(figure, seed);
                total += earlier.isPresent() ? 0 : figure.seconds(quick);
            }
        }
        try (FigureProgress progress = FigureProgress.start(showsProgress && total > 0, total)) {
            for (TextbookFigure figure : figures) {
                for (int seed = 1; seed <= figure.seeds(quick); seed++) {
                    if (store.load(figure, seed).isEmpty()) {
                        measure(figure, seed, store, progress);
                    }
                }
            }
        }
    }

    private void measure(TextbookFigure figure, int seed, FigureStore store, FigureProgress progress)
            throws IOException {
        progress.begin(figure, seed, quick);
        long start = System.nanoTime();
        Nd4j.getRandom().setSeed(1000L * seed + figure.name().hashCode() % 1000);
        store.save(figure, seed, figure.measure(new FigureContext(seed, quick, progress::done)));
        progress.done(1);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (!showsProgress) {
            lines.accept(String.format(
                    Locale.ROOT,
                    "measured %s, seed %d of %d, in %.1f s",
                    figure.name(),
                    seed,
                    figure.seeds(quick),
                    seconds));
        }
    }
}
