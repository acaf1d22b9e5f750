package io.github.dl4jregularizers.examples.figures;

import io.github.dl4jregularizers.examples.Require;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.factory.Nd4j;

/** Measures into a store, once, in several threads. The first failure ends all. */
final class FigureWorkers {

    /** Receives a stored measurement and its time, in the thread of the run. */
    interface Stored {
        void accept(FigureTask task, double seconds) throws IOException;
    }

    /** A stored measurement with its time. */
    private static final class Done {
        private final FigureTask task;
        private final double seconds;

        Done(FigureTask task, double seconds) {
            this.task = task;
            this.seconds = seconds;
        }
    }

    private final FigureStore store;
    private final FigureProgress progress;
    private volatile boolean cancelled;

    FigureWorkers(FigureStore store, FigureProgress progress) {
        this.store = Require.given("store", store);
        this.progress = Require.given("progress", progress);
    }

    /** Measures all tasks, and returns when no thread works on them any more, also after a failure. */
    void run(List<FigureTask> tasks, int threads, Stored stored) throws IOException {
        try (OneThread one = new OneThread()) {
            ExecutorService pool = Executors.newFixedThreadPool(threads, FigureWorkers::thread);
            CompletionService<Done> measured = new ExecutorCompletionService<>(pool);
            try {
                tasks.forEach(task -> measured.submit(() -> measure(task, one)));
                for (int i = 0; i < tasks.size(); i++) {
                    report(measured.take(), stored);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            } finally {
                cancelled = true;
                pool.shutdownNow();
                awaitEnd(pool);
            }
        }
    }

    private static void report(Future<Done> measured, Stored stored) throws IOException, InterruptedException {
        try {
            stored.accept(measured.get().task, measured.get().seconds);
        } catch (ExecutionException e) {
            // A cancelled task can end before the failed one.
            if (!(e.getCause() instanceof CancellationException)) {
                throw failure(e.getCause());
            }
        }
    }

    /** A daemon: Ctrl-C does not wait for the end of a measurement. */
    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "figures");
        thread.setDaemon(true);
        return thread;
    }

    private Done measure(FigureTask task, OneThread one) throws IOException {
        one.enter();
        boolean isStored = false;
        try {
            done(task, 0);
            long start = System.nanoTime();
            store.save(task.figure(), task.seed(), numbers(task));
            isStored = true;
            progress.end(task);
            return new Done(task, (System.nanoTime() - start) / 1e9);
        } finally {
            if (!isStored) {
                cancelled = true;
            }
        }
    }

    /** Measures, and names figure and seed in every failure. */
    private Measurements numbers(FigureTask task) {
        TextbookFigure figure = task.figure();
        Nd4j.getRandom().setSeed(1000L * task.seed() + figure.name().hashCode() % 1000);
        try {
            return figure.measure(new FigureContext(task.seed(), task.quick(), share -> done(task, share)));
        } catch (CancellationException e) {
            throw e;
        } catch (OutOfMemoryError e) {
            throw (Error) new OutOfMemoryError(task + ": " + e.getMessage()).initCause(e);
        } catch (RuntimeException | Error e) {
            throw new IllegalStateException(task + ": " + e, e);
        }
    }

    private void done(FigureTask task, double share) {
        if (cancelled) {
            throw new CancellationException("another measurement failed");
        }
        progress.done(task, share);
    }

    private static IOException failure(Throwable cause) {
        if (cause instanceof RuntimeException) {
            throw (RuntimeException) cause;
        }
        if (cause instanceof Error) {
            throw (Error) cause;
        }
        return (IOException) cause;
    }

    private static void awaitEnd(ExecutorService pool) {
        boolean isInterrupted = Thread.interrupted();
        try {
            pool.awaitTermination(1, TimeUnit.HOURS);
        } catch (InterruptedException e) {
            isInterrupted = true;
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
