package io.github.dl4jregularizers.examples.training;

import io.github.dl4jregularizers.examples.data.FileErrors;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes files that are complete or not there: a reader, or a run after a crash, never sees a half-written one. */
public final class AtomicFile {

    /** Writes the bytes of a file. */
    public interface Content {
        /**
         * Writes them all.
         *
         * @param out where to
         * @throws IOException if that fails
         */
        void writeTo(OutputStream out) throws IOException;
    }

    private AtomicFile() {}

    /**
     * Writes a temporary file beside the target, forces it to the disk, and moves it over the target in one step.
     *
     * @param target file to write or replace
     * @param content its bytes
     * @throws IOException if that fails; the target is as it was before, and the message says so
     */
    public static void write(Path target, Content content) throws IOException {
        Path temporary = target.resolveSibling(target.getFileName() + ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
                content.writeTo(out);
                out.flush();
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new IOException("cannot write " + target + ", which is as it was before: " + reason(e), e);
        } finally {
            // Gone already unless writing failed; that failure is the one to report.
            temporary.toFile().delete();
        }
    }

    /** In a few words; damaged content may show in any exception. */
    static String reason(Exception e) {
        if (e instanceof IOException) {
            return FileErrors.reason((IOException) e);
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
