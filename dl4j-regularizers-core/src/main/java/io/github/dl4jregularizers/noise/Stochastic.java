package io.github.dl4jregularizers.noise;

/**
 * Configuration that draws random numbers in training: a dropout, a layer or a graph vertex.
 *
 * <p>The source is not part of the configuration: JSON and {@code equals} ignore it.
 */
public interface Stochastic {

    /**
     * Copies the configuration, with another source, which {@code clone()} keeps.
     *
     * @param source supplies the draws
     * @return the copy, of the same class
     * @throws IllegalArgumentException if source is missing
     */
    Object withNoise(NoiseSource source);

    /**
     * Tests whether this configuration draws at all.
     *
     * @return false for one whose rate is always 0
     */
    default boolean draws() {
        return true;
    }

    /**
     * Tests whether every draw belongs to one example. There is then no draw per batch, dimension 0 of every drawn
     * array is the example, and an example's output depends on its draws only. Several samples can share a batch.
     *
     * @return false if examples share draws
     */
    boolean drawsPerExample();
}
