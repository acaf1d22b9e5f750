package io.github.dl4jregularizers.examples.figures;

import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.training.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** The measurements in a folder: one JSON file per figure and seed, so that a killed run continues after the last. */
final class FigureStore {

    private static final String SIZE = "size.txt";

    private final ObjectMapper mapper = new ObjectMapper();
    private final Path folder;

    private FigureStore(Path folder) {
        this.folder = folder;
    }

    /**
     * Opens the numbers of a folder.
     *
     * @throws IllegalArgumentException if the folder holds numbers of the other size
     */
    static FigureStore in(Path directory, boolean quick) throws IOException {
        Path folder = directory.resolve("numbers");
        Files.createDirectories(folder);
        Path size = folder.resolve(SIZE);
        String own = quick ? "quick" : "full";
        if (!Files.exists(size)) {
            AtomicFile.write(size, out -> out.write(own.getBytes(StandardCharsets.UTF_8)));
        }
        String earlier = Files.readString(size).strip();
        if (!earlier.equals(own)) {
            throw Require.invalid("--out", "a folder of figures in " + own + " size", directory + " (" + earlier + ")");
        }
        return new FigureStore(folder);
    }

    private Path file(TextbookFigure figure, int seed) {
        return folder.resolve(figure.name() + "-seed" + seed + ".json");
    }

    Optional<Measurements> load(TextbookFigure figure, int seed) throws IOException {
        Path file = file(figure, seed);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            Measurements measured = mapper.readValue(Files.readAllBytes(file), Measurements.class);
            return Optional.of(Require.given("measurements", measured));
        } catch (JsonProcessingException e) {
            throw damaged(file, e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw damaged(file, e.getMessage(), e);
        }
    }

    private static IOException damaged(Path file, String reason, Exception cause) {
        return new IOException(file + " is damaged, remove it to measure again: " + reason, cause);
    }

    /** Draws a figure, and names its files if they do not have the numbers that it needs. */
    Presentation present(TextbookFigure figure, SeedResults results) throws IOException {
        String files = folder.resolve(figure.name()) + "-seed*.json";
        try {
            return figure.present(results);
        } catch (NoSuchElementException e) {
            throw new IOException(
                    files + " are of another version, remove them to measure again: no " + e.getMessage(), e);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException(
                    files + " cannot be drawn; remove them to measure again if they are of another version: " + e, e);
        }
    }

    void save(TextbookFigure figure, int seed, Measurements measurements) throws IOException {
        byte[] json = mapper.writeValueAsBytes(measurements);
        AtomicFile.write(file(figure, seed), out -> out.write(json));
    }
}
