package io.github.dl4jregularizers.examples.posterior;

import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.training.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The scores of finished runs, one file per method and seed: a stopped comparison continues with the next run. */
final class SavedScores {

    private final Path folder;
    private final String settings;

    /**
     * Scores in a folder.
     *
     * @param folder folder of the files, which exists
     * @param settings all options that a score depends on, in one line
     */
    SavedScores(Path folder, String settings) {
        this.folder = folder;
        this.settings = Require.given("settings", settings);
    }

    /**
     * Reads the scores of a run.
     *
     * @param method of the run
     * @param seed of the run
     * @return empty if the run has not finished
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if the file is of other settings or not complete
     */
    Optional<double[]> of(PosteriorMethod method, long seed) throws IOException {
        if (!Files.exists(file(method, seed))) {
            return Optional.empty();
        }
        Path file = file(method, seed);
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        if (lines.isEmpty() || !lines.get(0).equals(settings)) {
            throw Require.invalid("settings of " + file, settings, lines.isEmpty() ? "absent" : lines.get(0));
        }
        double[] scores = lines.size() == 2 ? numbers(lines.get(1), file) : new double[0];
        int columns = PosteriorScores.header().get(0).size();
        if (scores.length != columns) {
            throw Require.invalid("number of scores in " + file, String.valueOf(columns), scores.length);
        }
        return Optional.of(scores);
    }

    private static double[] numbers(String line, Path file) {
        try {
            return Arrays.stream(line.split(" "))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        } catch (NumberFormatException e) {
            throw Require.invalid("scores in " + file, "numbers", line);
        }
    }

    /**
     * Saves the scores of a finished run.
     *
     * @param method of the run
     * @param seed of the run
     * @param scores in the order of {@link PosteriorScores#header()}
     * @throws IOException if the file cannot be written
     */
    void save(PosteriorMethod method, long seed, double[] scores) throws IOException {
        String numbers = Arrays.stream(scores).mapToObj(String::valueOf).collect(Collectors.joining(" "));
        byte[] text = (settings + "\n" + numbers + "\n").getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file(method, seed), out -> out.write(text));
    }

    private Path file(PosteriorMethod method, long seed) {
        return folder.resolve(method + "-" + seed + ".txt");
    }
}
