package io.github.dl4jregularizers.noise;

/**
 * SplitMix64: a short stream from one word, and its output function, which gives neighbouring keys unrelated values.
 *
 * <p>Paper: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
 */
final class SplitMix {

    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    SplitMix(long seed) {
        state = seed;
    }

    long nextLong() {
        long word = mix(state);
        state += GAMMA;
        return word;
    }

    /** In [0, 1), of 53 bits. */
    double nextDouble() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    static long mix(long value) {
        long z = value + GAMMA;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
