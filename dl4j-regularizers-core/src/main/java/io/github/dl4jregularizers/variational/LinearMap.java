package io.github.dl4jregularizers.variational;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A map that is linear in its input and in its weights: a matrix product or a convolution. */
interface LinearMap {

    /** Writes the value into result. */
    void apply(INDArray input, INDArray weights, INDArray result);

    /** Writes both gradients, given that of the result. */
    void backpropagate(
            INDArray input, INDArray weights, INDArray resultGradient, INDArray inputGradient, INDArray weightGradient);
}
