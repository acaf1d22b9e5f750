package io.github.dl4jregularizers.cpu.random;

import java.nio.ByteBuffer;

/** Turns random words into numbers of a distribution. Immutable, and so for use by any number of threads at once. */
abstract class Distribution {

    private final int numbersPerBlock;

    /**
     * A distribution.
     *
     * @param numbersPerBlock how many numbers a block of two words gives, 1 or 2
     */
    Distribution(int numbersPerBlock) {
        this.numbersPerBlock = numbersPerBlock;
    }

    final int numbersPerBlock() {
        return numbersPerBlock;
    }

    /**
     * Writes single-precision numbers.
     *
     * @param words the blocks to use
     * @param count how many numbers to write, at most what the blocks give
     * @param to where to write, from its position on
     */
    abstract void writeFloats(Threefry words, int count, ByteBuffer to);

    /**
     * Writes double-precision numbers.
     *
     * @param words the blocks to use
     * @param count how many numbers to write, at most what the blocks give
     * @param to where to write, from its position on
     */
    abstract void writeDoubles(Threefry words, int count, ByteBuffer to);
}
