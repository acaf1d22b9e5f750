package io.github.dl4jregularizers.cpu;

import io.github.dl4jregularizers.cpu.memory.HostMemory;
import io.github.dl4jregularizers.internal.backend.BulkTransfer;
import io.github.dl4jregularizers.internal.backend.Transfer;
import java.lang.ref.Reference;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Copies dense floats and doubles straight out of the host's memory; ND4J copies every other array. */
final class HostTransfer implements Transfer {

    private final Transfer others = new BulkTransfer();

    @Override
    public boolean isLocal() {
        return true;
    }

    @Override
    public float[] floats(INDArray array) {
        if (!HostMemory.isDense(array, DataType.FLOAT)) {
            return others.floats(array);
        }
        float[] values = new float[(int) array.length()];
        HostMemory.bytes(array).asFloatBuffer().get(values);
        Reference.reachabilityFence(array);
        return values;
    }

    @Override
    public double[] doubles(INDArray array) {
        if (!HostMemory.isDense(array, DataType.DOUBLE)) {
            return others.doubles(array);
        }
        double[] values = new double[(int) array.length()];
        HostMemory.bytes(array).asDoubleBuffer().get(values);
        Reference.reachabilityFence(array);
        return values;
    }

    @Override
    public INDArray array(float[] values, DataType type, long... shape) {
        return others.array(values, type, shape);
    }

    @Override
    public INDArray array(double[] values, DataType type, long... shape) {
        return others.array(values, type, shape);
    }
}
