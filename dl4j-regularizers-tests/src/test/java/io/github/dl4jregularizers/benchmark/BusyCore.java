package io.github.dl4jregularizers.benchmark;

/** Keeps one core busy until closed, as another program on the machine would. */
final class BusyCore implements AutoCloseable {

    private volatile boolean runs = true;
    private volatile long turns;
    private final Thread thread = new Thread(this::spin, "busy core");

    BusyCore() {
        thread.setDaemon(true);
        thread.start();
    }

    private void spin() {
        long own = 0;
        while (runs) {
            turns = ++own;
        }
    }

    long turns() {
        return turns;
    }

    @Override
    public void close() {
        runs = false;
    }
}
