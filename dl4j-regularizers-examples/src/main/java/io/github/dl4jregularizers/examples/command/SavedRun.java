package io.github.dl4jregularizers.examples.command;

import io.github.dl4jregularizers.examples.training.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;

/** A run on disk: its network and the options of its training. */
final class SavedRun {

    /** Directory of a comparison's runs. */
    static final String RUNS = "runs";

    private final Path folder;
    private final Path file;
    private final TrainCommand options;

    private SavedRun(Path folder, Path file) throws IOException {
        this.folder = folder;
        this.file = file;
        this.options = options(folder);
    }

    /** Returns the runs in a comparison's directory, sorted by name, or the one run of a directory or file. */
    static List<SavedRun> at(Path path) throws IOException {
        Path comparison = path.resolve(RUNS);
        if (Files.isDirectory(comparison)) {
            try (Stream<Path> folders = Files.list(comparison)) {
                List<SavedRun> runs = new ArrayList<>();
                for (Path folder : folders.sorted().collect(Collectors.toList())) {
                    runs.add(new SavedRun(folder, model(folder)));
                }
                return runs;
            }
        }
        return Files.isDirectory(path)
                ? List.of(new SavedRun(path, model(path)))
                : List.of(new SavedRun(path.toAbsolutePath().getParent(), path));
    }

    private static Path model(Path folder) {
        Path best = folder.resolve(Checkpoint.BEST);
        return Files.exists(best) ? best : folder.resolve(Checkpoint.LAST);
    }

    private static TrainCommand options(Path folder) throws IOException {
        Path file = folder.resolve(Experiment.ARGUMENTS);
        if (!Files.exists(file)) {
            throw new IOException("No run in " + folder + ": it has no " + Experiment.ARGUMENTS);
        }
        TrainCommand command = new TrainCommand();
        try {
            new CommandLine(command)
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .parseArgs(Files.readAllLines(file).toArray(new String[0]));
        } catch (CommandLine.ParameterException e) {
            throw new IOException(file + " is not what a run writes: " + e.getMessage(), e);
        }
        return command;
    }

    Path folder() {
        return folder;
    }

    /** Returns the network file: of the best epoch with early stopping, else of the last one. */
    Path file() {
        return file;
    }

    TrainCommand options() {
        return options;
    }
}
