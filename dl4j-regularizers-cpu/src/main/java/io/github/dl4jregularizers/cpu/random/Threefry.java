package io.github.dl4jregularizers.cpu.random;

/**
 * The counter-based generator Threefry-2x32 with 13 rounds: block i of a key is a fixed function of (key, i), so that
 * any part of a stream can be computed alone, in any thread, and different keys give unrelated streams.
 *
 * <p>Only additions, rotations and exclusive ors of ints, in loops over arrays that the JIT compiler vectorizes.
 *
 * <p>Paper: Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011, where 13 is the
 * smallest number of rounds that passes all of BigCrush.
 */
final class Threefry {

    /** Most blocks that are computed at a time: their arrays stay in the first-level cache. */
    static final int BLOCKS = 1024;

    private static final int PARITY = 0x1BD11BDA;
    /** The loop counter from memory: as a value it would keep compilers before JDK 19 from vectorizing. */
    private static final int[] INDEX = new int[BLOCKS];

    static {
        for (int i = 0; i < BLOCKS; i++) {
            INDEX[i] = i;
        }
    }

    /** First words of the blocks computed last. */
    final int[] first = new int[BLOCKS];
    /** Second words of the blocks computed last. */
    final int[] second = new int[BLOCKS];

    private final int key0;
    private final int key1;

    Threefry(long key) {
        key0 = (int) key;
        key1 = (int) (key >>> 32);
    }

    /**
     * Computes blocks.
     *
     * @param from number of the first block, a multiple of {@link #BLOCKS}
     * @param count how many, at most {@link #BLOCKS}
     */
    void compute(long from, int count) {
        rounds(first, second, count, (int) from, (int) (from >>> 32), key0, key1);
    }

    private static void rounds(int[] first, int[] second, int count, int low, int high, int key0, int key1) {
        int key2 = PARITY ^ key0 ^ key1;
        int start = low + key0;
        int startHigh = high + key1;
        for (int i = 0; i < count; i++) {
            int x = INDEX[i] + start;
            int y = startHigh;
            x += y;
            y = (y << 13 | y >>> 19) ^ x;
            x += y;
            y = (y << 15 | y >>> 17) ^ x;
            x += y;
            y = (y << 26 | y >>> 6) ^ x;
            x += y;
            y = (y << 6 | y >>> 26) ^ x;
            x += key1;
            y += key2 + 1;
            x += y;
            y = (y << 17 | y >>> 15) ^ x;
            x += y;
            y = (y << 29 | y >>> 3) ^ x;
            x += y;
            y = (y << 16 | y >>> 16) ^ x;
            x += y;
            y = (y << 24 | y >>> 8) ^ x;
            x += key2;
            y += key0 + 2;
            x += y;
            y = (y << 13 | y >>> 19) ^ x;
            x += y;
            y = (y << 15 | y >>> 17) ^ x;
            x += y;
            y = (y << 26 | y >>> 6) ^ x;
            x += y;
            y = (y << 6 | y >>> 26) ^ x;
            x += key0;
            y += key1 + 3;
            x += y;
            y = (y << 17 | y >>> 15) ^ x;
            first[i] = x;
            second[i] = y;
        }
    }
}
