package io.github.dl4jregularizers.internal;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.nd4j.linalg.factory.Nd4j;

/** Work on as many threads as ND4J's own operations use. */
public final class Threads {

    private Threads() {}

    /**
     * How many threads ND4J uses.
     *
     * @return at least 1
     */
    public static int count() {
        return Math.max(1, Nd4j.getEnvironment().maxMasterThreads());
    }

    /**
     * Calls the work for 0, 1, ..., tasks - 1; which thread does which makes no difference to it.
     *
     * @param tasks how many calls
     * @param work is given the number of the task
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
