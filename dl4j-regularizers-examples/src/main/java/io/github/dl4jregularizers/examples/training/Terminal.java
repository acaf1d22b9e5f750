package io.github.dl4jregularizers.examples.training;

import java.io.Console;

/** Whether somebody is looking. */
public final class Terminal {

    private Terminal() {}

    /**
     * Whether the program was started in a terminal, and its output is not sent elsewhere. Since JDK 22 there may be a
     * console without a terminal; before, there is none then.
     *
     * @return true if progress can be shown
     */
    public static boolean isInteractive() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
