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

    private final Layout layout;
    private final Base base;
    private final int external;
    private final long offset;
    private final long step;

    private Operand(Layout layout, Base base, int external, long offset, long step) {
        this.layout = layout;
        this.base = base;
        this.external = external;
        this.offset = offset;
        this.step = step;
    }

    static Operand arena(Layout layout, long offset, long step) {
        return new Operand(layout, Base.ARENA, -1, offset, step);
    }

    static Operand prepared(Layout layout, long offset) {
        return new Operand(layout, Base.PREPARED, -1, offset, 0);
    }

    static Operand worker(Layout layout, long offset) {
        return new Operand(layout, Base.WORKER, -1, offset, 0);
    }

    static Operand external(Layout layout, int index, long step) {
        return new Operand(layout, Base.EXTERNAL, index, 0, step);
    }

    /** The same memory, described otherwise and from another byte on. */
    Operand view(Layout other, long bytes) {
        return new Operand(other, base, external, offset + bytes, step);
    }

    Layout layout() {
        return layout;
    }

    boolean isWorker() {
        return base == Base.WORKER;
    }

    boolean isArena() {
        return base == Base.ARENA;
    }

    long offset() {
        return offset;
    }

    long address(Run run, int worker, int chunk) {
        switch (base) {
            case ARENA:
                return run.arena() + offset + chunk * step;
            case PREPARED:
                return run.prepared() + offset;
            case WORKER:
                return run.workerMemory(worker) + offset;
            default:
                return run.external(external) + chunk * step;
        }
    }
}
