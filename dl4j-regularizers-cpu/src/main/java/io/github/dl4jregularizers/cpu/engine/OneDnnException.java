package io.github.dl4jregularizers.cpu.engine;

/** Reports a oneDNN call that failed, or a layout that the engine does not support. */
final class OneDnnException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OneDnnException(String message) {
        super(message);
    }

    /** Throws unless a oneDNN call succeeded. */
    static void check(int status, String call) {
        if (status != 0) {
            throw new OneDnnException(call + " failed with oneDNN status " + status);
        }
    }
}
