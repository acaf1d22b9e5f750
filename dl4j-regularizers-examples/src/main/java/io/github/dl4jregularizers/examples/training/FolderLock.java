package io.github.dl4jregularizers.examples.training;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps other programs from writing to the same folder. The system releases the lock of a killed program. */
public final class FolderLock implements Closeable {

    /** Name of the file that is locked; empty, and left in the folder. */
    public static final String FILE = ".lock";

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Locks a folder, and creates it if it is missing.
     *
     * @param folder to lock; null for none
     * @return the lock, held until it is closed
     * @throws IOException if another program holds the lock, or the folder is not writable
     */
    public static FolderLock of(Path folder) throws IOException {
        if (folder == null) {
            return new FolderLock(null);
        }
        Files.createDirectories(folder);
        FileChannel channel =
                FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!isLocked(channel)) {
            channel.close();
            throw new IOException(folder + " is in use by another run: wait for its end, or choose another folder");
        }
        return new FolderLock(channel);
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
