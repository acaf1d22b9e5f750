package io.github.dl4jregularizers.cpu.engine;

import java.util.Arrays;

/** A layer, or several computed as one, in an assembly. An instance is used for one forward and one backward pass. */
interface Step {

    /**
     * The output's shape of one example, without the axis of examples.
     *
     * @throws OneDnnException if the step cannot take the input
     */
    long[] outputShape(long[] inputShape);

    /** Number of values of the largest array of one example. */
    default long largest(long[] inputShape) {
        return Arrays.stream(outputShape(inputShape)).reduce(1, (a, b) -> a * b);
    }

    /** Adds the forward pass. */
    Value forward(Value input, Assembly assembly);

    /**
     * Adds the backward pass.
     *
     * @param gradient gradient with respect to the output, which is not changed
     * @return gradient with respect to the input, another array, the caller's to free; valid within the current stage
     */
    Operand backward(Operand gradient, Assembly assembly);

    /** Adds the backward pass of parameters, whose gradient with respect to the input is of no use. */
    default void backwardParameters(Operand gradient, Assembly assembly) {
        assembly.free(backward(gradient, assembly), 1);
    }

    /** Whether a training pass has to see the whole batch before it can go on. */
    default boolean isBarrier() {
        return false;
    }
}
