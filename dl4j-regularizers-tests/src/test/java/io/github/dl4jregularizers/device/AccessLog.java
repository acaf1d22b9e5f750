package io.github.dl4jregularizers.device;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;

/** Counts of accesses of the last {@link #record}. Called from inlined code, so public. */
public final class AccessLog {

    private static final ThreadLocal<int[]> DEPTH = ThreadLocal.withInitial(() -> new int[1]);
    private static final Map<Access, LongAdder> COUNTS = new ConcurrentHashMap<>();

    private static volatile boolean recording;

    private AccessLog() {}

    /** Counts an access unless it is part of another one, or handles the dimensions or the scalar of an operation. */
    public static void enter(DataBuffer buffer, String method) {
        if (DEPTH.get()[0]++ == 0 && recording && Access.isValues(buffer)) {
            Access access = Access.of(method);
            boolean ofArgument = !access.read || buffer.dataType() == DataType.INT32;
            if (!(ofArgument && Callers.areInOperation())) {
                COUNTS.computeIfAbsent(access, key -> new LongAdder()).increment();
            }
        }
    }

    public static void exit() {
        DEPTH.get()[0]--;
    }

    /** Records what an action does, in all threads. */
    static void record(Runnable action) {
        COUNTS.clear();
        recording = true;
        try {
            action.run();
        } finally {
            recording = false;
        }
    }

    static long count(Predicate<Access> accesses) {
        return COUNTS.entrySet().stream()
                .filter(entry -> accesses.test(entry.getKey()))
                .mapToLong(entry -> entry.getValue().sum())
                .sum();
    }

    /** By description, for messages. */
    static Map<String, Long> counts(Predicate<Access> accesses) {
        Map<String, Long> counts = new TreeMap<>();
        COUNTS.forEach((access, count) -> {
            if (accesses.test(access)) {
                counts.merge(access.toString(), count.sum(), Long::sum);
            }
        });
        return counts;
    }
}
