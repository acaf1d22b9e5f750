package io.github.dl4jregularizers.internal.backend;

/** The examples of a batch that a residual block computes its body for, and the factor of the body's output. */
public final class BodyDraw {

    private final int[] kept;
    private final double factor;

    /**
     * A draw.
     *
     * @param kept positions in the batch, ascending; null for every example
     * @param factor of the body's output
     */
    public BodyDraw(int[] kept, double factor) {
        this.kept = kept == null ? null : kept.clone();
        this.factor = factor;
    }

    /**
     * Positions of the kept examples.
     *
     * @return ascending positions, or null for every example
     */
    public int[] kept() {
        return kept == null ? null : kept.clone();
    }

    /**
     * The factor of the body's output.
     *
     * @return 1 if nothing scales it
     */
    public double factor() {
        return factor;
    }
}
