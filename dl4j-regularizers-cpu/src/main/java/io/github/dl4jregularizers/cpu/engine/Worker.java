package io.github.dl4jregularizers.cpu.engine;

import org.bytedeco.dnnl.dnnl_stream;

/** What one thread needs to execute primitives. */
final class Worker {

    private final int index;
    private final dnnl_stream stream;
    private final Address pointer = new Address(0);
    private final Address other = new Address(0);
    private final Floats floats = new Floats();
    private int inChunk;
    private int inSelection;

    /**
     * For the current thread.
     *
     * @param index 0 for the thread that leads a run
     */
    Worker(int index, dnnl_stream stream) {
        this.index = index;
        this.stream = stream;
    }

    int index() {
        return index;
    }

    dnnl_stream stream() {
        return stream;
    }

    Address pointer() {
        return pointer;
    }

    /** A second pointer, for copies. */
    Address otherPointer() {
        return other;
    }

    /** Moves operands of single examples. */
    void moveTo(int positionInChunk, int numberInSelection) {
        inChunk = positionInChunk;
        inSelection = numberInSelection;
    }

    long place(Operand.Place place) {
        return place == Operand.Place.IN_CHUNK ? inChunk : inSelection;
    }

    Floats floats() {
        return floats;
    }
}
