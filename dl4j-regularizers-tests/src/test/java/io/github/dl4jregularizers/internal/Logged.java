package io.github.dl4jregularizers.internal;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Captures warnings, which slf4j-simple writes to the standard error stream. */
public final class Logged {

    private Logged() {}

    /** Runs an action and returns the warnings of one class. */
    public static List<String> warnings(Class<?> of, Runnable action) {
        PrintStream err = System.err;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setErr(err);
        }
        return written.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains("WARN") && line.contains(of.getSimpleName() + " - "))
                .collect(Collectors.toList());
    }
}
