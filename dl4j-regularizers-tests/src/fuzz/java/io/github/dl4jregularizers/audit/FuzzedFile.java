package io.github.dl4jregularizers.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Hands the bytes of a fuzzer to a reader of files. It must read them, or refuse them by an {@code IOException}. */
public final class FuzzedFile {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private static boolean first = true;

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

    /**
     * The error names the file; no class is initialized that is no part of a model; the thread works less than ten
     * seconds. The first file has no limit: it loads classes, into which Jazzer writes its counters.
     */
    public void offer(byte[] content, Reader reader) throws IOException {
        Files.write(file, content);
        long start = CPU.getCurrentThreadCpuTime();
        try {
            reader.read(file);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining(file.getFileName().toString());
        }
        Duration time = Duration.ofNanos(CPU.getCurrentThreadCpuTime() - start);
        assertThat(first ? Duration.ZERO : time).isLessThan(LIMIT);
        first = false;
        assertThat(HostileClass.Initialized.hostileClass()).isFalse();
    }
}
