package io.github.dl4jregularizers.cpu.engine;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** Reads and writes floats at native addresses, many per call. */
final class Floats {

    private final Span span = new Span();

    float[] read(long address, int count) {
        float[] values = new float[count];
        span.at(address).get(values, 0, count);
        return values;
    }

    void write(long address, float[] values) {
        span.at(address).put(values, 0, values.length);
    }

    private static final class Span extends FloatPointer {

        Span() {
            super((Pointer) null);
        }

        Span at(long newAddress) {
            address = newAddress;
            return this;
        }
    }
}
