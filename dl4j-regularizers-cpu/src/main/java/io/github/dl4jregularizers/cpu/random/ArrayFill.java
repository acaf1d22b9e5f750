package io.github.dl4jregularizers.cpu.random;

import io.github.dl4jregularizers.cpu.memory.HostMemory;
import io.github.dl4jregularizers.internal.Threads;
import io.github.dl4jregularizers.internal.backend.Memory;
import java.nio.ByteBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Fills arrays. Runs of floats and doubles in the host's memory are written by Java, several times faster than by
 * ND4J's own generators: a key and the place in the array determine each number, whatever the number of threads. Uses
 * at most as many threads as ND4J does.
 */
final class ArrayFill {

    /** About 0.1 ms of work: less is not worth handing to another thread. */
    private static final int CHUNKS_PER_THREAD = 64;

    private ArrayFill() {}

    /** Whether Java can write the array's memory: floats or doubles without gaps. */
    static boolean canWrite(INDArray array) {
        DataType type = array.dataType();
        return (type == DataType.FLOAT || type == DataType.DOUBLE)
                && Memory.isContiguous(array)
                && HostMemory.isAddressable(array);
    }

    static void fill(INDArray array, Distribution distribution, long key) {
        int chunks = (int) (array.length() / (Threefry.BLOCKS * distribution.numbersPerBlock()));
        int threads = Math.min(Threads.count(), chunks / CHUNKS_PER_THREAD);
        fill(array, distribution, key, Math.max(threads, 1));
    }

    static void fill(INDArray array, Distribution distribution, long key, int threads) {
        int length = (int) array.length();
        int width = array.dataType().width();
        ByteBuffer memory = HostMemory.bytes(array);
        int perChunk = Threefry.BLOCKS * distribution.numbersPerBlock();
        int chunks = (length + perChunk - 1) / perChunk;
        Threads.forRanges(
                chunks,
                threads,
                (from, to) ->
                        fill(memory.duplicate().order(memory.order()), length, width, distribution, key, from, to));
    }

    private static void fill(
            ByteBuffer memory, int length, int width, Distribution distribution, long key, int from, int to) {
        Threefry words = new Threefry(key);
        int perChunk = Threefry.BLOCKS * distribution.numbersPerBlock();
        for (int chunk = from; chunk < to; chunk++) {
            int start = chunk * perChunk;
            int count = Math.min(perChunk, length - start);
            words.compute((long) chunk * Threefry.BLOCKS, Math.min(count, Threefry.BLOCKS));
            memory.position(start * width);
            if (width == Float.BYTES) {
                distribution.writeFloats(words, count, memory);
            } else {
                distribution.writeDoubles(words, count, memory);
            }
        }
    }
}
