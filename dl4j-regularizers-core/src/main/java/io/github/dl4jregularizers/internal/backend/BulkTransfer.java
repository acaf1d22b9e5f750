package io.github.dl4jregularizers.internal.backend;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.Detached;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Uses ND4J's own bulk copies: one synchronization per array. */
public final class BulkTransfer implements Transfer {

    @Override
    public boolean isLocal() {
        return false;
    }

    @Override
    public float[] floats(INDArray array) {
        return vector(array, DataType.FLOAT).toFloatVector();
    }

    @Override
    public double[] doubles(INDArray array) {
        return vector(array, DataType.DOUBLE).toDoubleVector();
    }

    private static INDArray vector(INDArray array, DataType type) {
        if (array.length() > Integer.MAX_VALUE) {
            throw Arguments.invalid(
                    "elements of an array", "2^31 - 1 at most: use a smaller minibatch", array.length());
        }
        INDArray typed = array.castTo(type);
        INDArray dense = Memory.isDense(typed) ? typed : typed.dup('c');
        return dense.reshape(dense.length());
    }

    @Override
    public INDArray array(float[] values, DataType type, long... shape) {
        return Detached.of(() -> Nd4j.createFromArray(values).castTo(type).reshape('c', shape));
    }

    @Override
    public INDArray array(double[] values, DataType type, long... shape) {
        return Detached.of(() -> Nd4j.createFromArray(values).castTo(type).reshape('c', shape));
    }
}
