package io.github.dl4jregularizers.cpu.engine;

/**
 * Decides whether passes use further threads. Where another program keeps processors busy, the leading thread may wait
 * for helpers longer than it would take to do their work. Passes then run on one thread, and every so often a pass
 * tries again.
 */
final class Contention {

    /** Most passes on one thread before the next trial. */
    private static final int MOST_PASSES = 32;

    private int passesAlone;
    private int lastPassesAlone;

    /** Whether the next pass may use helpers. Asked once per pass. */
    synchronized boolean allowsHelpers() {
        if (passesAlone > 0) {
            passesAlone--;
            return false;
        }
        return true;
    }

    /**
     * Takes the result of a pass with helpers.
     *
     * @param saved nanoseconds that the leading thread would have needed for their work
     * @param waited nanoseconds that it waited for them
     */
    synchronized void record(long saved, long waited) {
        boolean isWorthIt = waited <= saved;
        lastPassesAlone = isWorthIt ? 0 : Math.min(MOST_PASSES, Math.max(1, 2 * lastPassesAlone));
        passesAlone = lastPassesAlone;
    }
}
