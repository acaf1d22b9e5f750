package io.github.dl4jregularizers.noise;

/**
 * A configuration that draws random numbers in training: a dropout, a layer or a graph vertex.
 *
 * <p>The source is no part of what is configured: it is not in JSON and does not count for {@code equals}.
 */
public interface Stochastic {

    /**
     * A copy that draws from another source; copies made by {@code clone()} keep it.
     *
     * @param source where to draw from
     * @return the copy, of the same class
     * @throws IllegalArgumentException if source is missing
     */
    Object withNoise(NoiseSource source);

    /**
     * Whether this configuration draws at all.
     *
     * @return false for one whose rate is always 0
     */
    default boolean draws() {
        return true;
    }

    /**
     * Whether every example of a batch has draws of its own: no draw is for the whole batch, every array drawn has the
     * examples in dimension 0, and what an example becomes depends on nothing but its own draws. Several samples of the
     * noise can share a batch then.
     *
     * @return false if examples share draws
     */
    boolean drawsPerExample();
}
