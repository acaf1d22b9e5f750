package io.github.dl4jregularizers.cpu.engine;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Threads that run stages. The calling thread leads a pass, others take pieces of its work as long as processors are
 * left. oneDNN uses one thread in each of them, so that no thread waits in a barrier for one that another program holds
 * up.
 */
final class Crew {

    private static final long IDLE_SECONDS = 20;
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Executor THREADS = threads();
    /** Asked once: in a container, Java reads files for it. */
    private static final int PROCESSOR_COUNT = Runtime.getRuntime().availableProcessors();

    private static final Semaphore PROCESSORS = new Semaphore(PROCESSOR_COUNT);
    private static final Contention CONTENTION = new Contention();

    private Crew() {}

    private static Executor threads() {
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), Crew::thread);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(
                () -> {
                    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
                    work.run();
                },
                "dl4j-regularizers-cpu-" + NUMBER.getAndIncrement());
        thread.setDaemon(true);
        return thread;
    }

    /** The number of threads that ND4J may use in the calling thread, but no more than there are processors. */
    static int threadsAllowed() {
        int allowed = NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads();
        return Math.max(1, Math.min(allowed, PROCESSOR_COUNT));
    }

    /** Runs stages, and returns when all are done; throws what a stage threw. */
    static void run(List<Stage> stages, Run run, int threads) {
        call(() -> {
            lead(stages, run, threads);
            return null;
        });
    }

    /** Calls with one thread for oneDNN, which decides on it when it compiles, too. */
    static <T> T call(Supplier<T> work) {
        NativeOps natives = NativeOpsHolder.getInstance().getDeviceNativeOps();
        int before = natives.ompGetMaxThreads();
        natives.setOmpNumThreads(1);
        try {
            return work.get();
        } finally {
            natives.setOmpNumThreads(before);
        }
    }

    private static void lead(List<Stage> stages, Run run, int threads) {
        if (threads > 1) {
            IdleThreads.letSleep();
        }
        boolean isCounted = PROCESSORS.tryAcquire();
        int most = threads > 1 && CONTENTION.allowsHelpers() ? threads - 1 : 0;
        int helpers = 0;
        while (helpers < most && PROCESSORS.tryAcquire()) {
            helpers++;
        }
        try (Teamwork work = new Teamwork(run)) {
            for (int i = 1; i <= helpers; i++) {
                int index = i;
                THREADS.execute(() -> work.help(index));
            }
            work.lead(stages);
            if (helpers > 0) {
                CONTENTION.record(work.savedNanos(), work.waitedNanos());
            }
        } finally {
            PROCESSORS.release(helpers + (isCounted ? 1 : 0));
        }
    }
}
