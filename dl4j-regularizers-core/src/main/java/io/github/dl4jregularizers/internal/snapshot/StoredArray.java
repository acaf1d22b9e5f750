package io.github.dl4jregularizers.internal.snapshot;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import org.nd4j.linalg.api.buffer.DataBuffer.AllocationMode;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.api.shape.options.ArrayOptionsHelper;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An array in ND4J's binary format, checked before ND4J reads it. ND4J allocates the length that the header names, and
 * native code computes with the strides in it, wherever they point.
 */
public final class StoredArray {

    private static final int LARGEST_RANK = 32;
    /** Numbers of the shape besides one size and one stride per dimension. */
    private static final int FURTHER = 4;

    private final byte[] content;
    private final int from;
    private final int to;

    private StoredArray(byte[] content, int from, int to) {
        this.content = content;
        this.from = from;
        this.to = to;
    }

    /**
     * Checks the array that starts at a place.
     *
     * @param content bytes
     * @param from first byte of the array
     * @return the array, with all of its bytes present
     * @throws IOException if the bytes are no dense array of numbers, or end within it
     */
    public static StoredArray at(byte[] content, int from) throws IOException {
        DataInputStream data = new DataInputStream(new ByteArrayInputStream(content, from, content.length - from));
        try {
            long[] shape = shape(data);
            requireMode(data);
            long length = data.readLong();
            DataType type = DataType.valueOf(data.readUTF());
            require(type.isNumerical() && type == ArrayOptionsHelper.dataType(shape), "of a type that is no number");
            require(length == denseLength(shape), "of a length that does not match its shape");
            require(length <= data.available() / type.width(), "truncated");
            int end = content.length - data.available() + (int) length * type.width();
            return new StoredArray(content, from, end);
        } catch (RuntimeException e) {
            throw new IOException("no array of ND4J: " + e.getMessage(), e);
        }
    }

    private static long[] shape(DataInputStream data) throws IOException {
        requireMode(data);
        long length = data.readLong();
        require(
                length >= FURTHER
                        && length <= 2 * LARGEST_RANK + FURTHER
                        && DataType.valueOf(data.readUTF()) == DataType.INT64,
                "without a shape");
        long[] shape = new long[(int) length];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = data.readLong();
        }
        require(length == 2 * shape[0] + FURTHER, "without a shape");
        return shape;
    }

    private static void requireMode(DataInputStream data) throws IOException {
        AllocationMode mode = AllocationMode.valueOf(data.readUTF());
        require(mode.ordinal() >= AllocationMode.valueOf("LONG_SHAPE").ordinal(), "of an old format");
    }

    /** Returns the number of elements, if their strides leave no gaps. */
    private static long denseLength(long[] shape) throws IOException {
        char order = Shape.order(shape);
        int rank = (int) shape[0];
        long run = 1;
        require(order == 'c' || order == 'f', "of an unknown order");
        for (int i = 0; i < rank; i++) {
            int axis = order == 'c' ? rank - i : i + 1;
            long size = shape[axis];
            require(size >= 0 && size <= Integer.MAX_VALUE, "of a size outside [0, 2^31 - 1]");
            require(size <= 1 || shape[rank + axis] == run, "with gaps");
            run *= size;
            require(run <= Integer.MAX_VALUE, "of more than 2^31 - 1 elements");
        }
        return run;
    }

    private static void require(boolean holds, String fault) throws IOException {
        if (!holds) {
            throw new IOException("no array of ND4J: " + fault);
        }
    }

    /** Returns the position behind the array. */
    public int end() {
        return to;
    }

    public INDArray read() {
        return Nd4j.read(new DataInputStream(new ByteArrayInputStream(content, from, to - from)));
    }
}
