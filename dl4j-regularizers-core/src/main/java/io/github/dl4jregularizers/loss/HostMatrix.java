package io.github.dl4jregularizers.loss;

import io.github.dl4jregularizers.internal.backend.Backend;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A copy of a matrix on the heap, in double or else float. Rows are read and written as doubles. */
final class HostMatrix {

    private final long[] shape;
    private final float[] floats;
    private final double[] doubles;

    private HostMatrix(long[] shape, float[] floats, double[] doubles) {
        this.shape = shape;
        this.floats = floats;
        this.doubles = doubles;
    }

    static HostMatrix zeros(DataType type, long... shape) {
        int length = Math.toIntExact(shape[0] * shape[1]);
        return type == DataType.DOUBLE
                ? new HostMatrix(shape.clone(), null, new double[length])
                : new HostMatrix(shape.clone(), new float[length], null);
    }

    static HostMatrix of(INDArray array) {
        return array.dataType() == DataType.DOUBLE
                ? new HostMatrix(
                        array.shape(), null, Backend.current().transfer().doubles(array))
                : new HostMatrix(array.shape(), Backend.current().transfer().floats(array), null);
    }

    int rows() {
        return (int) shape[0];
    }

    int columns() {
        return (int) shape[1];
    }

    void read(int row, double[] values) {
        int from = row * columns();
        if (doubles == null) {
            for (int k = 0; k < values.length; k++) {
                values[k] = floats[from + k];
            }
        } else {
            System.arraycopy(doubles, from, values, 0, values.length);
        }
    }

    void write(int row, double[] values) {
        int from = row * columns();
        if (doubles == null) {
            for (int k = 0; k < values.length; k++) {
                floats[from + k] = (float) values[k];
            }
        } else {
            System.arraycopy(values, 0, doubles, from, values.length);
        }
    }

    INDArray toArray(DataType type) {
        return doubles == null
                ? Backend.current().transfer().array(floats, type, shape)
                : Backend.current().transfer().array(doubles, type, shape);
    }
}
