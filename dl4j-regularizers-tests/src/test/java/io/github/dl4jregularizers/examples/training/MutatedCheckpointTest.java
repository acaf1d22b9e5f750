package io.github.dl4jregularizers.examples.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.dl4jregularizers.audit.Mutations;
import io.github.dl4jregularizers.audit.ZipEntries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MutatedCheckpointTest {

    private static final int FILES = 100 * Integer.getInteger("fuzz.rounds", 1);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    private int refused;

    private final Mutations mutations = new Mutations(Long.getLong("fuzz.seed", 1));

    private byte[] whole() throws IOException {
        new Trainer(TinyRun.options().epochs(1).directory(directory).build()).train(TinyRun.stack(), TinyRun.data(0));
        return Files.readAllBytes(directory.resolve(Checkpoint.LAST));
    }

    private void offer(byte[] content) throws IOException {
        Path file = Files.write(directory.resolve("mutated.zip"), content);
        assertTimeoutPreemptively(LIMIT, () -> attempt(file));
    }

    @Test
    void isReadOrRefusedWithinTenSeconds() throws IOException {
        byte[] whole = whole();
        for (int i = 0; i < FILES; i++) {
            offer(mutations.bytes(whole));
        }
        assertThat(refused).isGreaterThan(FILES / 2);
    }

    /** Behind a right checksum: settings, log and kind of network. */
    @Test
    void isReadOrRefusedWithMutatedEntries() throws IOException {
        Map<String, byte[]> entries = ZipEntries.of(whole());
        List<String> names = List.of("settings.json", "epochs.json", "network.txt");
        assertThat(entries).containsKeys(names.toArray(new String[0]));
        for (int i = 0; i < FILES; i++) {
            String name = names.get(mutations.below(names.size()));
            String text = mutations.text(new String(entries.get(name), StandardCharsets.UTF_8));
            Map<String, byte[]> changed = new LinkedHashMap<>(entries);
            changed.put(name, text.getBytes(StandardCharsets.UTF_8));
            offer(ZipEntries.zip(changed));
        }
        assertThat(refused).isBetween(FILES / 4, FILES - 1);
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
