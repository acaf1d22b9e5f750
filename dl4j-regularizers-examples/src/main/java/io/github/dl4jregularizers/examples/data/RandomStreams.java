package io.github.dl4jregularizers.examples.data;

import java.util.SplittableRandom;

/**
 * Keyed random numbers: the draws of one image or epoch do not depend on earlier draws. A run can resume anywhere,
 * and threads can share the work.
 */
final class RandomStreams {

    private RandomStreams() {}

    /**
     * Returns the stream of a key. Streams of neighboring keys are independent.
     *
     * <p>Use only {@code nextLong}, {@code nextInt(bound)} and {@code nextDouble()}: their numbers are equal in every
     * JDK.
     *
     * @param seed seed of the whole computation
     * @param key key of the stream, outermost first, such as epoch and position
     * @return a new stream
     */
    static SplittableRandom of(long seed, long... key) {
        SplittableRandom random = new SplittableRandom(seed);
        for (long part : key) {
            random = new SplittableRandom(random.nextLong() + part);
        }
        return random;
    }

    /**
     * Shuffles in place (Fisher-Yates).
     *
     * @param numbers numbers to shuffle
     * @param random source of the order
     * @return numbers
     */
    static int[] shuffle(int[] numbers, SplittableRandom random) {
        for (int last = numbers.length - 1; last > 0; last--) {
            int other = random.nextInt(last + 1);
            int moved = numbers[last];
            numbers[last] = numbers[other];
            numbers[other] = moved;
        }
        return numbers;
    }
}
