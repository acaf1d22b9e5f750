package io.github.dl4jregularizers.device;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.ShortPointer;
import org.nd4j.linalg.api.buffer.DataBuffer;

/** The host's memory behind a buffer, as callers outside ND4J see it. Called from inlined code, so public. */
public final class HostCopies {

    private static final int NOT_A_NUMBER = 0xFF;

    private HostCopies() {}

    /** A copy of what {@code asNio..} returns. */
    public static Buffer seenFrom(Buffer memory) {
        if (memory == null || Callers.areInNd4j()) {
            return memory;
        }
        if (memory instanceof ByteBuffer) {
            ByteBuffer bytes = ((ByteBuffer) memory).duplicate();
            return ByteBuffer.allocate(bytes.remaining())
                    .order(ByteOrder.nativeOrder())
                    .put(bytes)
                    .rewind();
        }
        if (memory instanceof FloatBuffer) {
            FloatBuffer floats = ((FloatBuffer) memory).duplicate();
            return FloatBuffer.allocate(floats.remaining()).put(floats).rewind();
        }
        if (memory instanceof DoubleBuffer) {
            DoubleBuffer doubles = ((DoubleBuffer) memory).duplicate();
            return DoubleBuffer.allocate(doubles.remaining()).put(doubles).rewind();
        }
        if (memory instanceof LongBuffer) {
            LongBuffer longs = ((LongBuffer) memory).duplicate();
            return LongBuffer.allocate(longs.remaining()).put(longs).rewind();
        }
        IntBuffer ints = ((IntBuffer) memory).duplicate();
        return IntBuffer.allocate(ints.remaining()).put(ints).rewind();
    }

    /** Other memory of the same size, full of NaN, in place of what {@code addressPointer} returns. */
    public static Pointer seenFrom(DataBuffer buffer, Pointer memory) {
        if (memory == null || !Access.isValues(buffer) || Callers.areInNd4j()) {
            return memory;
        }
        BytePointer other = new BytePointer(buffer.length() * buffer.getElementSize());
        Pointer.memset(other, NOT_A_NUMBER, other.limit());
        if (memory instanceof FloatPointer) {
            return new FloatPointer(other).limit(buffer.length());
        }
        if (memory instanceof DoublePointer) {
            return new DoublePointer(other).limit(buffer.length());
        }
        if (memory instanceof IntPointer) {
            return new IntPointer(other).limit(buffer.length());
        }
        if (memory instanceof LongPointer) {
            return new LongPointer(other).limit(buffer.length());
        }
        return memory instanceof ShortPointer ? new ShortPointer(other).limit(buffer.length()) : other;
    }

    /** Called by {@code address()}: CUDA's reads the address of a host copy that may not exist. */
    public static void requireHostCopy() {
        if (!Callers.areInNd4j()) {
            throw new NullPointerException("address() of a buffer that has no copy in the memory of the host");
        }
    }
}
