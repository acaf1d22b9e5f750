package io.github.dl4jregularizers.loss;

import io.github.dl4jregularizers.internal.Arguments;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A copy of a matrix in Java's memory: doubles, or floats for every other type; its rows are read and written as doubles. */
final class HostMatrix {

    private final long[] shape;
    private final float[] floats;
    private final double[] doubles;

    private HostMatrix(DataType type, long[] shape) {
        this.shape = shape;
        int length = Math.toIntExact(shape[0] * shape[1]);
        this.doubles = type == DataType.DOUBLE ? new double[length] : null;
        this.floats = type == DataType.DOUBLE ? null : new float[length];
    }

    static HostMatrix zeros(DataType type, long... shape) {
        return new HostMatrix(type, shape.clone());
    }

    static HostMatrix of(String name, INDArray array) {
        if (array.length() * array.dataType().width() > Integer.MAX_VALUE) {
            throw Arguments.invalid(name, "2 GiB at most: a smaller minibatch", array.shapeInfoToString());
        }
        HostMatrix copy = zeros(array.dataType(), array.shape());
        INDArray typed = copy.doubles == null ? array.castTo(DataType.FLOAT) : array;
        INDArray dense = isDense(typed) ? typed : typed.dup('c');
        if (copy.doubles == null) {
            FloatBuffer memory = dense.data().asNioFloat();
            memory.get(copy.floats);
        } else {
            DoubleBuffer memory = dense.data().asNioDouble();
            memory.get(copy.doubles);
        }
        return copy;
    }

    private static boolean isDense(INDArray array) {
        return array.stride(1) == 1 && array.stride(0) == array.size(1);
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
        INDArray flat = doubles == null ? Nd4j.createFromArray(floats) : Nd4j.createFromArray(doubles);
        return flat.castTo(type).reshape(shape);
    }
}
