package io.github.dl4jregularizers.examples.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.dl4jregularizers.audit.Mutations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MutatedCheckpointTest {

    private static final int FILES = 100 * Integer.getInteger("fuzz.rounds", 1);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    private int refused;

    @Test
    void isReadOrRefusedWithinTenSeconds() throws IOException {
        new Trainer(TinyRun.options().epochs(1).directory(directory).build()).train(TinyRun.stack(), TinyRun.data(0));
        byte[] whole = Files.readAllBytes(directory.resolve(Checkpoint.LAST));
        Mutations mutations = new Mutations(Long.getLong("fuzz.seed", 1));
        for (int i = 0; i < FILES; i++) {
            Path file = Files.write(directory.resolve("mutated.zip"), mutations.bytes(whole));
            assertTimeoutPreemptively(LIMIT, () -> attempt(file));
        }
        assertThat(refused).isGreaterThan(FILES / 2);
    }

    private void attempt(Path file) {
        try {
            Checkpoint.read(file);
        } catch (IOException e) {
            assertThat(e).hasMessageStartingWith(file + " is not a usable checkpoint: ");
            refused++;
        }
    }
}
