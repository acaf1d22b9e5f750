package io.github.dl4jregularizers.cpu.engine;

/** Memory, arrays and numbers of examples of one forward pass and its backward pass. */
final class Run {

    private final int chunk;
    private final Arena arena;
    private final long[] externals;
    private final int[] examples;

    /**
     * A run.
     *
     * @param chunk examples of a full chunk
     * @param arena memory of the program
     * @param externals number of arrays that the program is given
     * @param extents number of different numbers of examples
     */
    Run(int chunk, Arena arena, int externals, int extents) {
        this.chunk = chunk;
        this.arena = arena;
        this.externals = new long[externals];
        examples = new int[extents];
    }

    void setExternal(int index, long address) {
        externals[index] = address;
    }

    void setExamples(int extent, int count) {
        examples[extent] = count;
    }

    int examples(int extent) {
        return examples[extent];
    }

    int chunks(int extent) {
        return (examples[extent] + chunk - 1) / chunk;
    }

    int examples(int extent, int index) {
        return Math.min(chunk, examples[extent] - index * chunk);
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
