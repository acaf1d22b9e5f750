package io.github.dl4jregularizers.examples.command;

import io.github.dl4jregularizers.examples.data.ImageData;
import io.github.dl4jregularizers.examples.training.FolderLock;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Stream;

/** The steps of train and compare before the first run, in the order of the methods. */
final class Setup {

    /** Format of dates in reports. */
    static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm", Locale.ENGLISH);

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    private final RunOptions options;
    private final DataOptions dataOptions;
    private final PrintWriter out;
    private final LocalDateTime start = LocalDateTime.now();

    Setup(RunOptions options, DataOptions dataOptions, PrintWriter out) {
        this.options = options;
        this.dataOptions = dataOptions;
        this.out = out;
    }

    /**
     * Creates the output directory and its first file. The directory must be new or empty, unless a run is resumed.
     */
    Path directory(String command) throws IOException {
        options.check(dataOptions);
        Path directory = options.out != null ? options.out : newDirectory(command, dataOptions, start);
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new FileAlreadyExistsException(directory.toString());
        }
        if (Files.exists(directory) && !options.resume && !isEmpty(directory)) {
            throw new IOException(
                    "--out must be a new or empty folder, or be continued with --resume, but was " + directory);
        }
        return directory;
    }

    /** Names an output directory by command, data and time. */
    static Path newDirectory(String command, DataOptions data, LocalDateTime start) {
        return Path.of("results", command + "-" + data.name() + "-" + start.format(TIME));
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.allMatch(file -> file.endsWith(FolderLock.FILE));
        }
    }

    /** Prints the command to continue, if the program is stopped before {@link Interruption#end}. */
    Interruption interruption(PrintWriter err, String commandLine, Path directory) {
        String place = options.out == null ? " --out=" + directory : "";
        String resume = options.resume ? "" : " --resume";
        return Interruption.prints(
                err, "Interrupted; finished epochs are kept. To continue: " + commandLine + place + resume);
    }

    LocalDateTime start() {
        return start;
    }

    /** Loads the images, and prints their counts and the options of a preset. */
    ImageData data() throws IOException {
        if (options.preset != null) {
            out.println("Preset " + options.preset + ": " + String.join(" ", options.arguments()));
        }
        ImageData data = dataOptions.load(options.showsProgress());
        out.printf(
                Locale.ROOT,
                "%s: %d training, %d validation, %d test images, %d classes%n",
                data.name(),
                data.training().size(),
                data.validation().size(),
                data.test().size(),
                data.training().classes());
        return data;
    }

    /** Chooses the backend, prints its line and returns it. */
    String backend() {
        String backend = options.backend().enable();
        out.println(backend);
        return backend;
    }

    /** DL4J's training page, if requested. */
    TrainingPage page() throws IOException {
        if (options.uiPort == null) {
            return TrainingPage.none();
        }
        TrainingPage page = TrainingPage.on(options.uiPort);
        out.println("DL4J's training page: http://localhost:" + options.uiPort);
        return page;
    }
}
