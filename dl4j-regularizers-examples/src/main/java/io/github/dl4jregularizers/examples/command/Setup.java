package io.github.dl4jregularizers.examples.command;

import io.github.dl4jregularizers.examples.data.ImageData;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Stream;

/** What train and compare do before the first run, in the order of the methods. */
final class Setup {

    /** When something was run, for a reader. */
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

    /** The directory to write into, made with its first file: new or empty, unless an earlier command is to be continued. */
    Path directory(String command) throws IOException {
        options.check(dataOptions);
        Path directory = options.out != null
                ? options.out
                : Path.of("results", command + "-" + dataOptions.name() + "-" + start.format(TIME));
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new FileAlreadyExistsException(directory.toString());
        }
        if (Files.exists(directory) && !options.resume && !isEmpty(directory)) {
            throw new IOException(
                    "--out must be a new or empty folder, or be continued with --resume, but was " + directory);
        }
        return directory;
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }

    LocalDateTime start() {
        return start;
    }

    /** Loads the images and says what there is, and what a preset made of the options. */
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

    /** Chooses the backend, says which, and returns what it said. */
    String backend() {
        String backend = options.backend().enable();
        out.println(backend);
        return backend;
    }

    /** DL4J's training page, if it is wanted. */
    TrainingPage page() throws IOException {
        if (options.uiPort == null) {
            return TrainingPage.none();
        }
        TrainingPage page = TrainingPage.on(options.uiPort);
        out.println("DL4J's training page: http://localhost:" + options.uiPort);
        return page;
    }
}
