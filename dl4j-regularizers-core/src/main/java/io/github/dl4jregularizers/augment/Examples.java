package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.backend.Backend;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The examples of an array on the heap, as doubles in c order. Makes one bulk copy per array. */
final class Examples {

    private final long[] shape;
    private final DataType type;
    private final int length;
    private final float[] floats;
    private final double[] doubles;

    private Examples(DataType type, long[] shape, int length, float[] floats, double[] doubles) {
        this.type = type;
        this.shape = shape;
        this.length = length;
        this.floats = floats;
        this.doubles = doubles;
    }

    /** Reads all examples of an array. */
    static Examples of(INDArray array) {
        boolean isDouble = holdsDoubles(array.dataType());
        return new Examples(
                array.dataType(),
                array.shape(),
                lengthOf(array.shape()),
                isDouble ? null : Backend.current().transfer().floats(array),
                isDouble ? Backend.current().transfer().doubles(array) : null);
    }

    /** Creates examples to be written. */
    static Examples create(DataType type, long... shape) {
        int length = lengthOf(shape);
        int all = Math.toIntExact(length * shape[0]);
        boolean isDouble = holdsDoubles(type);
        return new Examples(
                type, shape.clone(), length, isDouble ? null : new float[all], isDouble ? new double[all] : null);
    }

    /** Single precision rounds integers of more than 24 bits. */
    private static boolean holdsDoubles(DataType type) {
        return type == DataType.DOUBLE || !type.isFPType();
    }

    private static int lengthOf(long[] shape) {
        long length = 1;
        for (int axis = 1; axis < shape.length; axis++) {
            length *= shape[axis];
        }
        return Math.toIntExact(length);
    }

    int length() {
        return length;
    }

    /** Returns the written examples as an array. */
    INDArray array() {
        return floats == null
                ? Backend.current().transfer().array(doubles, type, shape)
                : Backend.current().transfer().array(floats, type, shape);
    }

    double[] read(int example, double[] into) {
        int from = example * length;
        if (floats == null) {
            System.arraycopy(doubles, from, into, 0, length);
        } else {
            for (int i = 0; i < length; i++) {
                into[i] = floats[from + i];
            }
        }
        return into;
    }

    void write(int example, double[] from) {
        int to = example * length;
        if (floats == null) {
            System.arraycopy(from, 0, doubles, to, length);
        } else {
            for (int i = 0; i < length; i++) {
                floats[to + i] = (float) from[i];
            }
        }
    }
}
