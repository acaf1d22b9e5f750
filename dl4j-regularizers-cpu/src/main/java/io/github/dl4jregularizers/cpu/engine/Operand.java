package io.github.dl4jregularizers.cpu.engine;

/**
 * An array that primitives read or write. It starts at base + offset + chunk * step, and the layout describes the part
 * that one chunk of the batch needs.
 */
final class Operand {

    /** What an offset counts from. */
    enum Base {
        /** Memory of the program, common to all threads. */
        ARENA,
        /** Memory that is filled at the start of a pass and lasts until its end. */
        PREPARED,
        /** Memory of the thread that computes a chunk; valid within one stage. */
        WORKER,
        /** An array of ND4J's that a run is given. */
        EXTERNAL
    }

    /** Which example of a chunk. */
    enum Place {
        /** Counted among all examples of the chunk. */
        IN_CHUNK,
        /** Counted among its selected examples. */
        IN_SELECTION
    }

    private final Layout layout;
    private final Base base;
    private final int external;
    private final long offset;
    private final long step;
    private final Place place;

    private Operand(Layout layout, Base base, int external, long offset, long step, Place place) {
        this.layout = layout;
        this.base = base;
        this.external = external;
        this.offset = offset;
        this.step = step;
        this.place = place;
    }

    static Operand arena(Layout layout, long offset, long step) {
        return new Operand(layout, Base.ARENA, -1, offset, step, null);
    }

    static Operand prepared(Layout layout, long offset) {
        return new Operand(layout, Base.PREPARED, -1, offset, 0, null);
    }

    static Operand worker(Layout layout, long offset) {
        return new Operand(layout, Base.WORKER, -1, offset, 0, null);
    }

    static Operand external(Layout layout, int index, long step) {
        return new Operand(layout, Base.EXTERNAL, index, 0, step, null);
    }

    /** The same memory in another layout. */
    Operand as(Layout other) {
        return new Operand(other, base, external, offset, step, place);
    }

    /** The same memory from a channel on; the layout stays that of the whole. */
    Operand fromChannel(long channel) {
        long bytes = channel * layout.stride(1) * layout.elementBytes();
        return new Operand(layout, base, external, offset + bytes, step, place);
    }

    /** The array of one chunk or part, the same one for every chunk. */
    Operand part(int number) {
        return new Operand(layout, base, external, offset + number * step, 0, place);
    }

    /** One example of each chunk, whose number the worker has. */
    Operand example(Place number) {
        return new Operand(layout.withExamples(1), base, external, offset, step, number);
    }

    Layout layout() {
        return layout;
    }

    boolean isWorker() {
        return base == Base.WORKER;
    }

    boolean isExternal() {
        return base == Base.EXTERNAL;
    }

    /** Number of the array of ND4J's. */
    int externalIndex() {
        return external;
    }

    boolean isArena() {
        return base == Base.ARENA;
    }

    long offset() {
        return offset;
    }

    long address(Run run, Worker worker, int chunk) {
        long start = start(run, worker, chunk);
        return place == null ? start : start + worker.place(place) * layout.bytes();
    }

    private long start(Run run, Worker worker, int chunk) {
        switch (base) {
            case ARENA:
                return run.arena() + offset + chunk * step;
            case PREPARED:
                return run.prepared() + offset;
            case WORKER:
                return run.workerMemory(worker.index()) + offset;
            default:
                return run.external(external) + offset + chunk * step;
        }
    }
}
