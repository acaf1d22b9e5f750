package io.github.dl4jregularizers.examples.command;

import java.io.PrintWriter;

/** Prints how to continue if the program ends before this is closed, such as by Ctrl-C. */
final class Interruption implements AutoCloseable {

    private final Thread hook;

    private Interruption(Thread hook) {
        this.hook = hook;
    }

    /**
     * Starts.
     *
     * @param err receives the message
     * @param message one line
     */
    static Interruption prints(PrintWriter err, String message) {
        Thread hook = new Thread(
                () -> {
                    err.println(message);
                    err.flush();
                },
                "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
        return new Interruption(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is being stopped: the message belongs to it.
            return;
        }
    }
}
