package io.github.dl4jregularizers.bayes;

/** Positions in cycles of iterations. */
final class Cycle {

    private Cycle() {}

    /** The share of the cycle before an iteration, in [0, 1). */
    static double position(long iteration, int length) {
        return (double) (iteration % length) / length;
    }
}
