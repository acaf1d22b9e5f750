package io.github.dl4jregularizers.cpu.engine;

/** Compiles the passes of an operation with weights. A bias layout is null for none. */
interface WeightedOperation {

    /**
     * The output's shape of one example.
     *
     * @throws OneDnnException if the operation cannot take the input
     */
    long[] outputShape(long[] inputShape, Weights weights);

    /** Whether all passes are about as fast with weights in DL4J's order, which saves a copy. */
    boolean isFastInPlainOrder();

    /** Whether the output at each position is a product of the weights and the input's vector at that position. */
    boolean isPointwise();

    Primitive forward(
            boolean training, Layout in, Layout weights, Layout bias, Layout out, PostOps postOps, Handles handles);

    Primitive backwardData(Layout in, Layout weights, Layout out, Primitive forward, Handles handles);

    Primitive backwardWeights(Layout in, Layout weights, Layout bias, Layout out, Primitive forward, Handles handles);
}
