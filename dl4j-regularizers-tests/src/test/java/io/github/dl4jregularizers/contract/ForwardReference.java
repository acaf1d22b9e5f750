package io.github.dl4jregularizers.contract;

import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongToDoubleFunction;
import org.nd4j.linalg.api.iter.NdIndexIterator;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The forward pass in training, computed independently of the class under test from the draws of {@link ReplayNoise}.
 * Arrays are double and channels first.
 */
@FunctionalInterface
interface ForwardReference {

    INDArray forward(INDArray input, Map<String, INDArray> parameters);

    /** Which draw an element of the activations uses. */
    @FunctionalInterface
    interface Sharing {
        /** An own draw for every element. */
        Sharing NONE = (index, shape) -> {
            long draw = 0;
            for (int axis = 0; axis < shape.length; axis++) {
                draw = draw * shape[axis] + index[axis];
            }
            return draw;
        };
        /** One draw for each channel (unit) of each example. */
        Sharing CHANNEL = (index, shape) -> index[0] * shape[1] + index[1];
        /** One draw for each example. */
        Sharing EXAMPLE = (index, shape) -> index[0];

        long draw(long[] index, long[] shape);
    }

    /** Each element times a factor that depends on a standard normal draw. */
    static ForwardReference timesNormal(Sharing sharing, DoubleUnaryOperator factor) {
        return times(sharing, draw -> factor.applyAsDouble(ReplayNoise.normal(draw)));
    }

    /** Each element times a factor that depends on a draw from U(0, 1). */
    static ForwardReference timesUniform(Sharing sharing, DoubleUnaryOperator factor) {
        return times(sharing, draw -> factor.applyAsDouble(ReplayNoise.uniform(draw)));
    }

    private static ForwardReference times(Sharing sharing, LongToDoubleFunction factor) {
        return (input, parameters) -> {
            INDArray output = input.dup();
            NdIndexIterator indices = new NdIndexIterator('c', input.shape());
            while (indices.hasNext()) {
                long[] index = indices.next();
                double scale = factor.applyAsDouble(sharing.draw(index, input.shape()));
                output.putScalar(index, input.getDouble(index) * scale);
            }
            return output;
        };
    }
}
