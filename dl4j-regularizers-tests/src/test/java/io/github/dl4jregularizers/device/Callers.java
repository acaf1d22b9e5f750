package io.github.dl4jregularizers.device;

import java.util.Set;
import java.util.stream.Stream;

/** Who accesses a buffer. */
final class Callers {

    private static final StackWalker STACK = StackWalker.getInstance();
    private static final Set<String> OPERATIONS =
            Set.of("org.nd4j.linalg.api.ops.", "org.nd4j.linalg.cpu.nativecpu.ops.");
    private static final String TRANSFERS = "io.github.dl4jregularizers.internal.";
    private static final Set<String> PASSES = Set.of("activate", "backpropGradient", "doForward", "doBackward");
    private static final Set<String> HELPERS = Set.of(
            Access.class.getName(),
            Callers.class.getName(),
            HostCopies.class.getName(),
            AccessLog.class.getName(),
            FakeDevice.class.getName());

    private Callers() {}

    /** Whether ND4J itself made the call: its CUDA backend has other code there. */
    static boolean areInNd4j() {
        return STACK.walk(frames -> outside(frames)
                .skip(1) // the buffer's method that was called
                .findFirst()
                .map(frame -> frame.getClassName().startsWith("org.nd4j."))
                .orElse(true));
    }

    /** The nearest method outside ND4J and outside the library's transfers. */
    static String nearest() {
        return STACK.walk(frames -> outside(frames)
                .filter(frame -> !frame.getClassName().startsWith("org.nd4j.")
                        && !frame.getClassName().startsWith("java.")
                        && !frame.getClassName().startsWith(TRANSFERS))
                .findFirst()
                .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                .orElse("unknown"));
    }

    /** Whether ND4J creates or executes an operation. */
    static boolean areInOperation() {
        return STACK.walk(frames -> outside(frames)
                .map(StackWalker.StackFrame::getClassName)
                .takeWhile(name -> name.startsWith("org.nd4j."))
                .anyMatch(name -> OPERATIONS.stream().anyMatch(name::startsWith)));
    }

    /** Whether a forward or backward pass of a layer or vertex is under way. */
    static boolean areInPass() {
        return STACK.walk(frames -> frames.anyMatch(frame -> PASSES.contains(frame.getMethodName())));
    }

    private static Stream<StackWalker.StackFrame> outside(Stream<StackWalker.StackFrame> frames) {
        return frames.filter(frame -> !HELPERS.contains(frame.getClassName()));
    }
}
