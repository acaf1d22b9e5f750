package io.github.dl4jregularizers.architecture.planted;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.BaseDataBuffer;
import org.nd4j.linalg.api.buffer.DataBuffer;

/** One access of each forbidden kind per method. */
public final class HostMemoryUser {

    private HostMemoryUser() {}

    static float throughJavaBuffer(FloatBuffer buffer) {
        return buffer.get(0);
    }

    static Pointer throughPointer(DataBuffer data) {
        return data.addressPointer();
    }

    static Object throughNio(DataBuffer data) {
        return data.asNioFloat();
    }

    static double element(BaseDataBuffer data) {
        return data.getDouble(0);
    }

    static void write(DataBuffer data) {
        data.put(0, 1.0f);
    }

    static double[] copy(DataBuffer data) {
        return data.asDouble();
    }

    static long address(DataBuffer data) {
        return data.address();
    }

    static long allowed(DataBuffer data) {
        return data.length();
    }
}
