package io.github.dl4jregularizers.examples.figures;

import java.util.function.DoubleConsumer;

/** What a measurement depends on, and its progress. */
public final class FigureContext {

    private final long seed;
    private final boolean quick;
    private final DoubleConsumer progress;

    /**
     * Creates a context.
     *
     * @param seed seed of every draw
     * @param quick whether to compute a small version
     * @param progress receives the finished share, from 0 to 1
     */
    public FigureContext(long seed, boolean quick, DoubleConsumer progress) {
        this.seed = seed;
        this.quick = quick;
        this.progress = progress;
    }

    /**
     * Returns the seed.
     *
     * @return at least 1
     */
    public long seed() {
        return seed;
    }

    /**
     * Tests whether to compute a small version.
     *
     * @return true for {@code --quick}
     */
    public boolean quick() {
        return quick;
    }

    /**
     * Chooses a size.
     *
     * @param small size of the small version
     * @param full size otherwise
     * @return one of them
     */
    public int size(int small, int full) {
        return quick ? small : full;
    }

    /**
     * Reports progress.
     *
     * @param done finished part, of total
     * @param total the whole, above 0
     */
    public void progress(double done, double total) {
        progress.accept(Math.min(1, done / total));
    }
}
