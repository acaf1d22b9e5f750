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

/** Writes files atomically: no reader, and no run after a crash, can find an incomplete file. */
public final class AtomicFile {

    /** Writes the bytes of a file. */
    public interface Content {
        /**
         * Writes all bytes.
         *
         * @param out destination
         * @throws IOException if writing fails
         */
        void writeTo(OutputStream out) throws IOException;
    }

    private AtomicFile() {}

    /**
     * Writes a temporary file beside the target, forces it to the disk, and renames it to the target.
     *
     * @param target file to write or replace
     * @param content writes the bytes
     * @throws IOException if writing fails; the target is unchanged
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
            // Exists only if writing failed, and that error is reported.
            temporary.toFile().delete();
        }
    }

    /** Returns a short reason; damaged content can cause any exception. */
    static String reason(Exception e) {
        if (e instanceof IOException) {
            return FileErrors.reason((IOException) e);
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
