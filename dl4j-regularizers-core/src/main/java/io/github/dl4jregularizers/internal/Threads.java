package io.github.dl4jregularizers.internal;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.nd4j.linalg.factory.Nd4j;

/** Parallel loops with as many threads as ND4J's operations use. */
public final class Threads {

    private Threads() {}

    /**
     * Returns the number of threads that ND4J uses.
     *
     * @return at least 1
     */
    public static int count() {
        return Math.max(1, Nd4j.getEnvironment().maxMasterThreads());
    }

    /**
     * Runs tasks 0 to tasks - 1 in parallel, in no fixed order.
     *
     * @param tasks number of tasks
     * @param work receives the number of the task
     */
    public static void forEach(int tasks, IntConsumer work) {
        int threads = Math.min(count(), tasks);
        IntStream.range(0, threads).parallel().forEach(thread -> {
            for (int task = thread; task < tasks; task += threads) {
                work.accept(task);
            }
        });
    }
}
