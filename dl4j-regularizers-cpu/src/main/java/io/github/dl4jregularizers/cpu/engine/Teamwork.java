package io.github.dl4jregularizers.cpu.engine;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** One pass, whose stages are done one after another and whose pieces of work go to whichever thread is free. */
final class Teamwork implements AutoCloseable {

    private static final long SPIN_NANOS = 50_000;
    private static final long NAP_NANOS = 20_000;

    private final Run run;
    private final ConcurrentLinkedQueue<Thread> asleep = new ConcurrentLinkedQueue<>();
    private volatile Round round;
    private volatile boolean isOver;
    private long savedNanos;
    private long waitedNanos;

    Teamwork(Run run) {
        this.run = run;
    }

    void lead(List<Stage> stages) {
        Worker worker = new Worker(0, Streams.ofThread());
        for (Stage stage : stages) {
            int units = stage.units(run);
            if (units == 1) {
                stage.run(run, worker, 0);
            } else if (units > 1) {
                Round next = new Round(stage, units);
                round = next;
                asleep.forEach(LockSupport::unpark);
                long start = System.nanoTime();
                int done = next.work(worker);
                long end = System.nanoTime();
                next.await();
                savedNanos += done == 0 ? 0 : (end - start) / done * (units - done);
                waitedNanos += System.nanoTime() - end;
            }
            for (Job job : stage.after()) {
                job.run(run, worker);
            }
        }
    }

    /** Time that the leading thread would have needed for what helpers did. */
    long savedNanos() {
        return savedNanos;
    }

    /** Time that the leading thread waited for helpers. */
    long waitedNanos() {
        return waitedNanos;
    }

    /** Takes pieces of work until the pass is over. */
    void help(int index) {
        Worker worker = new Worker(index, Streams.ofThread());
        Round last = null;
        while (!isOver) {
            Round current = awaitAfter(last);
            if (current != null) {
                current.work(worker);
                last = current;
            }
        }
    }

    /** The next round; null if the pass may be over. */
    private Round awaitAfter(Round last) {
        long start = System.nanoTime();
        while (round == last) {
            if (isOver) {
                return null;
            }
            if (System.nanoTime() - start > SPIN_NANOS) {
                asleep.add(Thread.currentThread());
                if (round == last && !isOver) {
                    LockSupport.park(this);
                }
                asleep.remove(Thread.currentThread());
            } else {
                Thread.onSpinWait();
            }
        }
        return round;
    }

    /** Ends the pass. A helper that is still awake finds no work left and stops. */
    @Override
    public void close() {
        isOver = true;
        asleep.forEach(LockSupport::unpark);
    }

    /** The pieces of one stage. */
    private final class Round {

        private final Stage stage;
        private final int units;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger left;
        private volatile Throwable failure;

        Round(Stage stage, int units) {
            this.stage = stage;
            this.units = units;
            left = new AtomicInteger(units);
        }

        /** Does pieces until none is left, and returns how many. */
        int work(Worker worker) {
            int done = 0;
            for (int unit = next.getAndIncrement(); unit < units; unit = next.getAndIncrement()) {
                try {
                    if (failure == null) {
                        stage.run(run, worker, unit);
                    }
                } catch (RuntimeException | Error e) {
                    failure = e;
                } finally {
                    left.decrementAndGet();
                    done++;
                }
            }
            return done;
        }

        void await() {
            long start = System.nanoTime();
            while (left.get() > 0) {
                if (System.nanoTime() - start > SPIN_NANOS) {
                    LockSupport.parkNanos(NAP_NANOS);
                } else {
                    Thread.onSpinWait();
                }
            }
            if (failure instanceof RuntimeException) {
                throw (RuntimeException) failure;
            }
            if (failure != null) {
                throw (Error) failure;
            }
        }
    }
}
