package io.github.dl4jregularizers.examples.data;

import java.util.SplittableRandom;

/**
 * Random numbers by key instead of by turn: what is drawn for one image or epoch does not depend on what was drawn
 * before, so that a run can resume anywhere and work can be shared between threads.
 */
final class RandomStreams {

    private RandomStreams() {}

    /**
     * The stream of a key. Neighbouring keys give unrelated streams.
     *
     * <p>Use only {@code nextLong}, {@code nextInt(bound)} and {@code nextDouble()} of it: their numbers are the same in
     * every JDK.
     *
     * @param seed seed of the whole computation
     * @param key what the stream is for, outermost first, such as epoch and position
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
     * Puts numbers in random order, in place (Fisher-Yates).
     *
     * @param numbers to be shuffled
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
