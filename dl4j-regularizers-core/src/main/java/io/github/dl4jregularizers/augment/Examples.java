package io.github.dl4jregularizers.augment;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The examples of an array, read and written one at a time as doubles in c order. Floats and doubles in the host's memory
 * are copied by Java, in whole examples.
 */
final class Examples {

    private final INDArray array;
    private final int length;
    /** The memory as floats, if it holds floats that Java can reach, else null. */
    private final FloatBuffer floats;
    /** The memory as doubles, if it holds doubles that Java can reach, else null. */
    private final DoubleBuffer doubles;

    private final float[] single;

    private Examples(INDArray array) {
        this.array = array;
        length = Math.toIntExact(array.length() / array.size(0));
        boolean reachable = Nd4j.getExecutioner().type() == ExecutionerType.NATIVE_CPU
                && array.length() * array.dataType().width() <= Integer.MAX_VALUE;
        floats = reachable && array.dataType() == DataType.FLOAT ? memory(array).asFloatBuffer() : null;
        doubles =
                reachable && array.dataType() == DataType.DOUBLE ? memory(array).asDoubleBuffer() : null;
        single = new float[floats == null ? 0 : length];
    }

    private static ByteBuffer memory(INDArray array) {
        Pointer pointer = new Pointer(array.data().addressPointer());
        return pointer.limit(array.length() * array.dataType().width()).asByteBuffer();
    }

    /** The examples of an array, to be read. */
    static Examples of(INDArray array) {
        boolean inOrder = array.ordering() == 'c' && Shape.hasDefaultStridesForShape(array);
        return new Examples(inOrder ? array : array.dup('c'));
    }

    /** A new array, to be written. */
    static Examples create(DataType type, long... shape) {
        return new Examples(Nd4j.createUninitialized(type, shape, 'c'));
    }

    int length() {
        return length;
    }

    /** The array: the given one, a copy of it in c order, or the created one. */
    INDArray array() {
        return array;
    }

    double[] read(int example, double[] into) {
        if (floats != null) {
            floats.position(example * length);
            floats.get(single);
            for (int i = 0; i < length; i++) {
                into[i] = single[i];
            }
        } else if (doubles != null) {
            doubles.position(example * length);
            doubles.get(into, 0, length);
        } else {
            for (int i = 0; i < length; i++) {
                into[i] = array.data().getDouble((long) example * length + i);
            }
        }
        Reference.reachabilityFence(array);
        return into;
    }

    void write(int example, double[] from) {
        if (floats != null) {
            for (int i = 0; i < length; i++) {
                single[i] = (float) from[i];
            }
            floats.position(example * length);
            floats.put(single);
        } else if (doubles != null) {
            doubles.position(example * length);
            doubles.put(from, 0, length);
        } else {
            for (int i = 0; i < length; i++) {
                array.data().put((long) example * length + i, from[i]);
            }
        }
        Reference.reachabilityFence(array);
    }
}
