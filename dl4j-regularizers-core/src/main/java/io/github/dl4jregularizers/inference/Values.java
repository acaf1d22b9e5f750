package io.github.dl4jregularizers.inference;

import io.github.dl4jregularizers.internal.dl4j.Detached;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The arrays of a pass through a network. Each is in c order, outside workspaces and owned by this object. It is freed
 * after its last read.
 */
final class Values implements AutoCloseable {

    private final INDArray[] arrays;
    private final int[] uses;
    private final IntFunction<INDArray> source;
    private long bytes;

    /**
     * No values yet.
     *
     * @param uses number of reads of each value
     * @param source copies values that this pass does not compute
     */
    Values(int[] uses, IntFunction<INDArray> source) {
        this.arrays = new INDArray[uses.length];
        this.uses = uses;
        this.source = source;
    }

    void put(int value, INDArray array) {
        arrays[value] = array;
        bytes += bytes(array);
        if (uses[value] == 0) {
            free(value);
        }
    }

    /** Returns a value, which stays until {@link #used}. */
    INDArray get(int value) {
        if (arrays[value] == null) {
            put(value, source.apply(value));
        }
        return arrays[value];
    }

    boolean isNeededAgain(int value) {
        return uses[value] > 1;
    }

    void used(int value) {
        uses[value]--;
        if (uses[value] == 0) {
            free(value);
        }
    }

    /** Returns the memory of the values, in bytes. */
    long bytes() {
        return bytes;
    }

    private void free(int value) {
        if (arrays[value] != null) {
            bytes -= bytes(arrays[value]);
            arrays[value].close();
            arrays[value] = null;
        }
    }

    @Override
    public void close() {
        for (int value = 0; value < arrays.length; value++) {
            free(value);
        }
    }

    static long bytes(INDArray array) {
        return array.length() * array.dataType().width();
    }

    /** Repeats an array once per sample along dimension 0. */
    static INDArray repeated(INDArray array, int samples) {
        return Detached.of(() -> samples == 1 ? array.dup('c') : stacked(array, samples));
    }

    private static INDArray stacked(INDArray array, int samples) {
        long rows = array.size(0);
        long[] shape = array.shape().clone();
        shape[0] = rows * samples;
        INDArray copy = Nd4j.createUninitialized(array.dataType(), shape, 'c');
        INDArrayIndex[] index = new INDArrayIndex[shape.length];
        Arrays.fill(index, NDArrayIndex.all());
        for (int sample = 0; sample < samples; sample++) {
            index[0] = NDArrayIndex.interval(sample * rows, (sample + 1) * rows);
            copy.get(index).assign(array);
        }
        return copy;
    }
}
