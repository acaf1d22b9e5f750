package io.github.dl4jregularizers.cpu.engine;

import org.bytedeco.javacpp.BytePointer;

/** Native memory of the programs of one sequence. It grows to what the largest of them needs. */
final class Arena {

    private static final long ALIGNMENT = 64;

    private BytePointer block;
    private long bytes;
    private long preparedStart;
    private BytePointer workers;
    private long workerBytes;
    private int workerCount;

    /** Makes sure that there are so many bytes. What was in it is lost if it has to grow. */
    void require(long lastingBytes, long preparedBytes, long bytesPerWorker, int count) {
        preparedStart = Spans.aligned(lastingBytes);
        long arenaBytes = preparedStart + preparedBytes;
        if (block == null || arenaBytes > bytes) {
            release(block);
            block = null;
            block = new BytePointer(arenaBytes + ALIGNMENT);
            bytes = arenaBytes;
        }
        if (workers == null || bytesPerWorker > workerBytes || count > workerCount) {
            release(workers);
            workers = null;
            workerBytes = Spans.aligned(Math.max(bytesPerWorker, workerBytes));
            workerCount = Math.max(count, workerCount);
            workers = new BytePointer(workerBytes * workerCount + ALIGNMENT);
        }
    }

    private static void release(BytePointer pointer) {
        if (pointer != null) {
            pointer.close();
        }
    }

    /** Bytes that are allocated. */
    long bytes() {
        return bytes + workerBytes * workerCount;
    }

    long address() {
        return Spans.aligned(block.address());
    }

    long preparedAddress() {
        return address() + preparedStart;
    }

    long workerAddress(int worker) {
        if (worker >= workerCount) {
            throw new IllegalStateException("No memory for thread " + worker + " of " + workerCount);
        }
        return Spans.aligned(workers.address()) + worker * workerBytes;
    }

    /** Frees the memory. The next pass allocates what it needs. */
    void close() {
        release(block);
        release(workers);
        block = null;
        workers = null;
        bytes = 0;
        workerBytes = 0;
        workerCount = 0;
    }
}
