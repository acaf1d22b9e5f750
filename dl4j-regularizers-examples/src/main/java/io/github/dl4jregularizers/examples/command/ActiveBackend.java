package io.github.dl4jregularizers.examples.command;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.nd4j.linalg.factory.Nd4j;

/** Loads ND4J's backend, and describes in one line why the CUDA backend of the class path is not in use. */
final class ActiveBackend {

    private static final String CUDA_BACKEND = "org.nd4j.linalg.jcublas.JCublasBackend";

    private ActiveBackend() {}

    /**
     * Loads the backend. ND4J prints stack traces while it tries backends: they are shown only in messages of failure.
     *
     * @return one line, empty unless the class path has a CUDA backend that cannot run
     * @throws IllegalStateException if no backend can run; the message is one line
     */
    static String load() {
        PrintStream errors = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            String loaded = Nd4j.getBackend().getClass().getName();
            System.setErr(errors);
            boolean isSkipped = isOnClassPath() && !loaded.equals(CUDA_BACKEND);
            return isSkipped ? "No usable GPU, computing on the CPU: " + reason(printed) : "";
        } catch (LinkageError e) {
            throw new IllegalStateException("no ND4J backend of the class path can run here: " + reason(printed), e);
        } finally {
            System.setErr(errors);
        }
    }

    private static boolean isOnClassPath() {
        try {
            Class.forName(CUDA_BACKEND, false, ActiveBackend.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Returns the first line that ND4J printed. */
    private static String reason(ByteArrayOutputStream printed) {
        return printed.toString(StandardCharsets.UTF_8)
                .lines()
                .findFirst()
                .map(line -> line.substring(line.lastIndexOf("/") + 1))
                .orElse("no reason given");
    }
}
