package io.github.dl4jregularizers.internal.weights;

import io.github.dl4jregularizers.internal.config.Units;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The place of a weight array in the parameters of a network, and what acts on it. Keeps no array.
 *
 * @param <O> what acts on the weight, compared by {@code equals}
 */
public final class VisitedWeight<O> {

    public final O owner;
    public final Units units;
    private final long offset;
    private final long[] shape;
    private final long[] stride;
    private final char order;

    public VisitedWeight(O owner, INDArray parameter, Units units) {
        this.owner = owner;
        this.units = units;
        this.offset = parameter.offset();
        this.shape = parameter.shape();
        this.stride = parameter.stride();
        this.order = parameter.ordering();
    }

    /** Returns the buffer with all parameters of a network; null for a separate array. */
    static DataBuffer network(INDArray parameter) {
        return parameter.data().originalDataBuffer();
    }

    /** Returns the weights. */
    INDArray in(DataBuffer network) {
        return Nd4j.create(network, shape, stride, offset, order);
    }

    /** Tests for the same place in a network, and an equal owner. */
    boolean isSame(VisitedWeight<O> other) {
        return owner.equals(other.owner)
                && offset == other.offset
                && order == other.order
                && Arrays.equals(shape, other.shape)
                && Arrays.equals(stride, other.stride);
    }
}
