package io.github.dl4jregularizers.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Hands the bytes of a fuzzer to a reader of files. It must read them, or refuse them by an {@code IOException}. */
public final class FuzzedFile {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Path file;

    /** Reads a file. */
    public interface Reader {
        void read(Path file) throws IOException;
    }

    /** A file of this name in a new folder, which is removed with the JVM. */
    public FuzzedFile(String name) {
        try {
            Path folder = Files.createTempDirectory("fuzz");
            folder.toFile().deleteOnExit();
            file = folder.resolve(name);
            file.toFile().deleteOnExit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The error names the file; the time is below ten seconds; no class is initialized that is no part of a model. */
    public void offer(byte[] content, Reader reader) throws IOException {
        Files.write(file, content);
        long start = System.nanoTime();
        try {
            reader.read(file);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining(file.getFileName().toString());
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
        assertThat(HostileClass.Initialized.hostileClass()).isFalse();
    }
}
