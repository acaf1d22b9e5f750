package io.github.dl4jregularizers.internal.backend;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Copies whole arrays between ND4J and Java, in c order. Never one element at a time. */
public interface Transfer {

    /**
     * Tests whether arrays lie in the memory of the host.
     *
     * @return false if a read waits for a device; work that can stay there then does
     */
    boolean isLocal();

    /**
     * Reads an array in single precision.
     *
     * @param array of any type and order
     * @return a copy in c order
     */
    float[] floats(INDArray array);

    /**
     * Reads an array in double precision.
     *
     * @param array of any type and order
     * @return a copy in c order
     */
    double[] doubles(INDArray array);

    /**
     * Creates an array outside workspaces.
     *
     * @param values in c order
     * @param type of the array
     * @param shape of the array
     * @return in c order
     */
    INDArray array(float[] values, DataType type, long... shape);

    /**
     * Creates an array outside workspaces.
     *
     * @param values in c order
     * @param type of the array
     * @param shape of the array
     * @return in c order
     */
    INDArray array(double[] values, DataType type, long... shape);
}
