package io.github.dl4jregularizers.examples.command;

import java.io.PrintWriter;

/** Prints how to continue, if the program is stopped meanwhile, such as by Ctrl-C. */
final class Interruption {

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

    /** Ends the work that can be interrupted. */
    void end() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the program is being stopped, and prints the message
        }
    }
}
