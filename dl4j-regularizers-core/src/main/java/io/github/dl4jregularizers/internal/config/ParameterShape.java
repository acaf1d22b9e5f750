package io.github.dl4jregularizers.internal.config;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Shape and memory order of a parameter. Immutable. */
public final class ParameterShape {

    private final char order;
    private final long[] shape;

    /**
     * Creates a shape.
     *
     * @param order 'c' if the last index runs fastest in memory, 'f' if the first does
     * @param shape sizes of the axes in DL4J
     */
    public ParameterShape(char order, long... shape) {
        this.order = order;
        this.shape = shape.clone();
    }

    /**
     * Reads the shape of an array.
     *
     * @param array contiguous in memory
     * @return its shape and order
     */
    public static ParameterShape of(INDArray array) {
        return new ParameterShape(array.ordering(), array.shape());
    }

    /**
     * Returns the memory order.
     *
     * @return 'c' or 'f'
     */
    public char order() {
        return order;
    }

    /**
     * Returns the shape.
     *
     * @return a new array
     */
    public long[] shape() {
        return shape.clone();
    }

    /**
     * Returns the number of elements.
     *
     * @return the product of the shape
     */
    public long length() {
        return Arrays.stream(shape).reduce(1, (product, size) -> product * size);
    }

    /**
     * Reverses all axes over the same memory.
     *
     * @return the shape of the transposed array
     */
    public ParameterShape transposed() {
        long[] reversed = new long[shape.length];
        for (int axis = 0; axis < shape.length; axis++) {
            reversed[axis] = shape[shape.length - 1 - axis];
        }
        return new ParameterShape(order == 'c' ? 'f' : 'c', reversed);
    }

    @Override
    public String toString() {
        return Arrays.toString(shape);
    }
}
