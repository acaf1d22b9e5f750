package io.github.dl4jregularizers.cpu.memory;

import io.github.dl4jregularizers.internal.backend.Memory;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The memory of an array without gaps as a buffer of Java. */
public final class HostMemory {

    private HostMemory() {}

    /**
     * Tests whether Java can address an array.
     *
     * @param array any array
     * @return false for an empty array and for more than 2 GiB
     */
    public static boolean isAddressable(INDArray array) {
        return !array.isEmpty() && array.length() * array.dataType().width() <= Integer.MAX_VALUE;
    }

    /**
     * Tests whether Java can address an array of one type that has no gaps.
     *
     * @param array any array
     * @param type type that the caller can read and write
     * @return false for other types, arrays with gaps, empty ones, and those of more than 2 GiB
     */
    public static boolean isDense(INDArray array, DataType type) {
        return array.dataType() == type && Memory.isDense(array) && isAddressable(array);
    }

    /**
     * The bytes of an array. The caller keeps the array reachable while it uses them.
     *
     * @param array addressable, without gaps
     * @return in the order of the array's memory and the processor's byte order
     */
    public static ByteBuffer bytes(INDArray array) {
        Pointer pointer = new Pointer(array.data().addressPointer());
        return pointer.limit(array.length() * array.dataType().width()).asByteBuffer();
    }
}
