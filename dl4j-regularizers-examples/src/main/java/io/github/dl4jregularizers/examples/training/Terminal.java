package io.github.dl4jregularizers.examples.training;

import java.io.Console;

/** Detects a terminal. */
public final class Terminal {

    private Terminal() {}

    /**
     * Tests whether standard output is a terminal. Since JDK 22 a console may exist without a terminal; in earlier
     * versions it does not.
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
