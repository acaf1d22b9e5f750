package io.github.dl4jregularizers.noise;

import io.github.dl4jregularizers.internal.backend.NativeRandomFill;
import java.io.Serializable;

/**
 * SplitMix64: a stream of random words from one seed, and its mixing function, which decorrelates neighboring keys.
 *
 * <p>Paper: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
 */
public final class SplitMix implements Serializable {

    private static final long serialVersionUID = 1;

    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    /**
     * Creates the stream of a seed.
     *
     * @param seed any word; streams of neighboring seeds overlap, those of {@link #keyed} do not
     */
    public SplitMix(long seed) {
        state = seed;
    }

    /**
     * Creates the stream of a key, independent of those of other keys.
     *
     * @param seed of the whole computation
     * @param key of the stream
     * @return a new stream
     */
    public static SplitMix keyed(long seed, long key) {
        return new SplitMix(mix(mix(seed) + key));
    }

    /**
     * Draws 64 random bits.
     *
     * @return any word
     */
    public long nextLong() {
        long word = mix(state);
        state += GAMMA;
        return word;
    }

    /**
     * Draws a uniform number of 53 bits.
     *
     * @return a number in [0, 1)
     */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    /**
     * Draws a uniform number between two bounds.
     *
     * @param from lower end
     * @param to upper end
     * @return a number in [from, to)
     */
    public double between(double from, double to) {
        return from + (to - from) * nextDouble();
    }

    /**
     * Draws a uniform integer. Its probabilities are equal to within 2^-32.
     *
     * @param bound above 0
     * @return an integer in [0, bound)
     */
    public int nextInt(int bound) {
        return (int) ((nextLong() >>> 32) * bound >>> 32);
    }

    boolean[] decisions(int count, double probability) {
        boolean[] decisions = new boolean[count];
        fill(decisions, 0, count, probability);
        return decisions;
    }

    void fill(boolean[] decisions, int from, int to, double probability) {
        NativeRandomFill.requireProbability(probability);
        for (int i = from; i < to; i++) {
            decisions[i] = nextDouble() < probability;
        }
    }

    static long mix(long value) {
        long z = value + GAMMA;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
