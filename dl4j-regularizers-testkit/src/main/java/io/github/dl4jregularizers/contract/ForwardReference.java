package io.github.dl4jregularizers.contract;

import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongToDoubleFunction;
import org.nd4j.linalg.api.iter.NdIndexIterator;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The forward pass in training, computed independently of the class under test. A stochastic class draws through a
 * {@code NoiseSource}; the contract replaces it by a source with known draws, which the factories below use. Arrays are
 * double and channels first.
 */
@FunctionalInterface
public interface ForwardReference {

    /**
     * Returns the activations of a training forward pass.
     *
     * @param input not changed
     * @param parameters by name
     * @return a new array
     */
    INDArray forward(INDArray input, Map<String, INDArray> parameters);

    /** The draw that an element of the activations uses. */
    @FunctionalInterface
    interface Sharing {
        /** One draw per element. */
        Sharing NONE = (index, shape) -> {
            long draw = 0;
            for (int axis = 0; axis < shape.length; axis++) {
                draw = draw * shape[axis] + index[axis];
            }
            return draw;
        };
        /** One draw per channel (unit) and example. */
        Sharing CHANNEL = (index, shape) -> index[0] * shape[1] + index[1];
        /** One draw per channel (unit), the same in all examples. */
        Sharing CHANNEL_OF_BATCH = (index, shape) -> index[1];
        /** One draw per example. */
        Sharing EXAMPLE = (index, shape) -> index[0];
        /** One draw per position and example. */
        Sharing POSITION = (index, shape) -> {
            long draw = index[0];
            for (int axis = 2; axis < shape.length; axis++) {
                draw = draw * shape[axis] + index[axis];
            }
            return draw;
        };

        /**
         * Returns the number of the draw that an element uses.
         *
         * @param index of the element
         * @param shape of the activations
         * @return 0 for the first draw
         */
        long draw(long[] index, long[] shape);
    }

    /**
     * Returns each element times a factor that depends on a standard normal draw.
     *
     * @param sharing which elements share a draw
     * @param factor of the draw
     * @return the forward pass
     */
    static ForwardReference timesNormal(Sharing sharing, DoubleUnaryOperator factor) {
        return times(sharing, draw -> factor.applyAsDouble(ReplayNoise.normal(draw)));
    }

    /**
     * Returns each element plus a multiple of a standard normal draw.
     *
     * @param sharing which elements share a draw
     * @param standardDeviation the multiple
     * @return the forward pass
     */
    static ForwardReference plusNormal(Sharing sharing, double standardDeviation) {
        return elementwise(sharing, (element, draw) -> element + standardDeviation * ReplayNoise.normal(draw));
    }

    /**
     * Returns each element times a factor that depends on a draw from U(0, 1).
     *
     * @param sharing which elements share a draw
     * @param factor of the draw
     * @return the forward pass
     */
    static ForwardReference timesUniform(Sharing sharing, DoubleUnaryOperator factor) {
        return times(sharing, draw -> factor.applyAsDouble(ReplayNoise.uniform(draw)));
    }

    /**
     * Returns a function of each element and its draw from U(0, 1).
     *
     * @param function of element and draw
     * @return the forward pass
     */
    static ForwardReference withUniform(DoubleBinaryOperator function) {
        return elementwise(Sharing.NONE, (element, draw) -> function.applyAsDouble(element, ReplayNoise.uniform(draw)));
    }

    private static ForwardReference times(Sharing sharing, LongToDoubleFunction factor) {
        return elementwise(sharing, (element, draw) -> element * factor.applyAsDouble(draw));
    }

    /** A function of an element and the number of its draw. */
    @FunctionalInterface
    interface WithDraw {

        /**
         * Returns the new element.
         *
         * @param element the activation
         * @param draw the number of its draw
         * @return the activation after the layer
         */
        double apply(double element, long draw);
    }

    private static ForwardReference elementwise(Sharing sharing, WithDraw function) {
        return (input, parameters) -> {
            INDArray output = input.dup();
            NdIndexIterator indices = new NdIndexIterator('c', input.shape());
            while (indices.hasNext()) {
                long[] index = indices.next();
                output.putScalar(index, function.apply(input.getDouble(index), sharing.draw(index, input.shape())));
            }
            return output;
        };
    }
}
