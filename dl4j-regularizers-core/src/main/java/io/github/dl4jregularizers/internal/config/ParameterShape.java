package io.github.dl4jregularizers.internal.config;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Shape of a parameter and the order of its numbers in memory. Immutable. */
public final class ParameterShape {

    private final char order;
    private final long[] shape;

    /**
     * A shape.
     *
     * @param order 'c' if the last index runs fastest in memory, 'f' if the first does
     * @param shape as DL4J has it
     */
    public ParameterShape(char order, long... shape) {
        this.order = order;
        this.shape = shape.clone();
    }

    /**
     * The shape of an array.
     *
     * @param array contiguous in memory
     * @return its shape and order
     */
    public static ParameterShape of(INDArray array) {
        return new ParameterShape(array.ordering(), array.shape());
    }

    /**
     * The order in memory.
     *
     * @return 'c' or 'f'
     */
    public char order() {
        return order;
    }

    /**
     * The shape.
     *
     * @return an array of its own
     */
    public long[] shape() {
        return shape.clone();
    }

    /**
     * How many numbers there are.
     *
     * @return the product of the shape
     */
    public long length() {
        return Arrays.stream(shape).reduce(1, (product, size) -> product * size);
    }

    /**
     * The same numbers in memory, with all axes reversed.
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
