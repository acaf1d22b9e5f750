package io.github.dl4jregularizers.cpu.engine;

import java.util.Arrays;

/** Memory, arrays and examples of one forward pass and its backward pass. */
final class Run {

    /** The selection of every example of the batch. */
    static final int ALL = 0;

    private final int chunk;
    private final int examples;
    private final Arena arena;
    private final long[] externals;
    private final int[][] kept;
    private final int[][] starts;
    private final float[] factors;

    /**
     * A run in which each selection is the whole batch.
     *
     * @param chunk examples of a full chunk
     * @param examples size of the batch
     * @param arena memory of the program
     * @param externals number of arrays of the caller
     * @param selections number of selections besides {@link #ALL}
     */
    Run(int chunk, int examples, Arena arena, int externals, int selections) {
        this.chunk = chunk;
        this.examples = examples;
        this.arena = arena;
        this.externals = new long[externals];
        kept = new int[selections + 1][];
        starts = new int[selections + 1][];
        factors = new float[selections + 1];
        Arrays.fill(factors, 1);
    }

    void setExternal(int index, long address) {
        externals[index] = address;
    }

    /**
     * Selects examples.
     *
     * @param positions of the examples in the batch, ascending; null for every example
     * @param factor of the output of the body that is computed for them
     */
    void select(int selection, int[] positions, double factor) {
        factors[selection] = (float) factor;
        kept[selection] = positions;
        if (positions != null) {
            int[] first = new int[chunks() + 1];
            for (int position : positions) {
                first[position / chunk + 1]++;
            }
            for (int i = 1; i < first.length; i++) {
                first[i] += first[i - 1];
            }
            starts[selection] = first;
        }
    }

    float factor(int selection) {
        return factors[selection];
    }

    int examples(int selection) {
        return kept[selection] == null ? examples : kept[selection].length;
    }

    int chunks() {
        return (examples + chunk - 1) / chunk;
    }

    /** Number of selected examples in a chunk. */
    int examples(int selection, int index) {
        return kept[selection] == null
                ? Math.min(chunk, examples - index * chunk)
                : starts[selection][index + 1] - starts[selection][index];
    }

    /** Position within a chunk of its selected example of a number. */
    int position(int selection, int index, int number) {
        return kept[selection] == null ? number : kept[selection][starts[selection][index] + number] - index * chunk;
    }

    long arena() {
        return arena.address();
    }

    long prepared() {
        return arena.preparedAddress();
    }

    long workerMemory(int worker) {
        return arena.workerAddress(worker);
    }

    long external(int index) {
        long address = externals[index];
        if (address == 0) {
            throw new IllegalStateException("Array " + index + " of the run is missing");
        }
        return address;
    }
}
