package io.github.dl4jregularizers.depth;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.nd4j.linalg.factory.Nd4j;

/** Work on as many threads as ND4J's own operations use. */
final class Threads {

    private Threads() {}

    static int count() {
        return Math.max(1, Nd4j.getEnvironment().maxMasterThreads());
    }

    /** Calls the work for 0, 1, ..., tasks - 1; which thread does which makes no difference to it. */
    static void forEach(int tasks, IntConsumer work) {
        int threads = Math.min(count(), tasks);
        IntStream.range(0, threads).parallel().forEach(thread -> {
            for (int task = thread; task < tasks; task += threads) {
                work.accept(task);
            }
        });
    }
}
