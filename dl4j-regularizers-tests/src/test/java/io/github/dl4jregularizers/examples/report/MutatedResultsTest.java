package io.github.dl4jregularizers.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.dl4jregularizers.audit.Mutations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged results of a comparison are refused, or give a table and a page. */
class MutatedResultsTest {

    private static final int FILES = 300 * Integer.getInteger("fuzz.rounds", 1);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    private int refused;

    static byte[] results() throws IOException {
        Path folder = Files.createTempDirectory("results");
        Path file = folder.resolve(Results.FILE);
        List<Run> runs = List.of(Runs.of(Runs.BASELINE, 1, 1, 0.6), Runs.of(Runs.DROPOUT, 1, 0.9, 0.7));
        try {
            new Results(LocalDateTime.of(2026, 2, 3, 4, 5), "compare", List.of("--model=cnn"), runs).write(folder);
            return Files.readAllBytes(file);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    /** Reads results as {@code trend} and {@code compare --add} do. */
    static void read(Path file) throws IOException {
        Results results = Results.read(file.getParent());
        assertThat(new Trend(List.of(results)).html()).contains("</html>");
        if (!results.runs().isEmpty()) {
            assertThat(new ResultTable(results.runs()).text()).isNotEmpty();
        }
    }

    @Test
    void areReadOrRefused() throws IOException {
        String whole = new String(results(), StandardCharsets.UTF_8);
        Mutations mutations = new Mutations(Long.getLong("fuzz.seed", 1));
        for (int i = 0; i < FILES; i++) {
            Path file = Files.writeString(folder.resolve(Results.FILE), mutations.text(whole), StandardCharsets.UTF_8);
            assertTimeoutPreemptively(LIMIT, () -> attempt(file));
        }
        assertThat(refused).isBetween(FILES / 4, FILES - 1);
    }

    private void attempt(Path file) {
        try {
            read(file);
        } catch (IOException e) {
            assertThat(e).hasMessageStartingWith(file + " cannot be read: ");
            refused++;
        }
    }
}
