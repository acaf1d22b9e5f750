package io.github.dl4jregularizers.examples.data;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Builds one-line messages for file errors: the JDK's own messages are often a bare file name. */
public final class FileErrors {

    private FileErrors() {}

    /** An action that reads or writes. */
    interface Action {
        void run() throws IOException;
    }

    /**
     * Runs an action and names it in the exception.
     *
     * @param what the action, to follow "Cannot"
     * @param action reads or writes
     * @throws IOException with action and reason
     */
    static void attempt(String what, Action action) throws IOException {
        try {
            action.run();
        } catch (IOException e) {
            throw new IOException("Cannot " + what + ": " + reason(e), e);
        }
    }

    /**
     * Returns the reason of an error.
     *
     * @param error what was thrown
     * @return a few words
     */
    public static String reason(IOException error) {
        if (error instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (error instanceof NoSuchFileException) {
            return "no such file";
        }
        if (error instanceof FileAlreadyExistsException) {
            return "a file of that name is in the way";
        }
        if (error instanceof UnknownHostException) {
            return "unknown host " + error.getMessage();
        }
        String known =
                error instanceof FileSystemException ? ((FileSystemException) error).getReason() : error.getMessage();
        return known == null ? error.getClass().getSimpleName() : known;
    }
}
