package io.github.dl4jregularizers.internal;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.nd4j.linalg.factory.Nd4j;

/** Parallel loops with as many threads as ND4J's operations use. */
public final class Threads {

    /** Works on a range. */
    @FunctionalInterface
    public interface RangeConsumer {
        /**
         * Works on from, from + 1, ..., to - 1.
         *
         * @param from first, at least 0
         * @param to one more than the last, at least from
         */
        void accept(int from, int to);
    }

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

    /**
     * Splits 0 to length - 1 into one range per thread, of nearly equal size. Works in the calling thread if there is
     * only one.
     *
     * @param length number of items, at least 0
     * @param threads number of ranges, at least 1
     * @param work receives each range
     */
    public static void forRanges(int length, int threads, RangeConsumer work) {
        if (threads == 1) {
            work.accept(0, length);
        } else {
            IntStream.range(0, threads)
                    .parallel()
                    .forEach(thread -> work.accept(
                            (int) ((long) length * thread / threads), (int) ((long) length * (thread + 1) / threads)));
        }
    }
}
