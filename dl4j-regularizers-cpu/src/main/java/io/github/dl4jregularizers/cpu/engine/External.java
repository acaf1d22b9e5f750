package io.github.dl4jregularizers.cpu.engine;

import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An array of ND4J's that a program reads or writes. */
final class External {

    private final Layout layout;
    private final boolean isBatch;
    private final Supplier<INDArray> array;

    /**
     * An array.
     *
     * @param layout of what a chunk needs
     * @param isBatch whether each chunk takes a part
     * @param array null if each run is given its own
     */
    External(Layout layout, boolean isBatch, Supplier<INDArray> array) {
        this.layout = layout;
        this.isBatch = isBatch;
        this.array = array;
    }

    Layout layout() {
        return layout;
    }

    /** Bytes that the array has for so many examples. */
    long bytes(int examples) {
        return isBatch ? layout.exampleBytes() * examples : layout.bytes();
    }

    /** Whether the layout, but for the number of examples, is that of the array. */
    boolean isBatch() {
        return isBatch;
    }

    /** Null if each run is given its own. */
    INDArray array() {
        return array == null ? null : array.get();
    }
}
