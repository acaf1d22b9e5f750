package io.github.dl4jregularizers.variational;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** [batch, in] times [in, out]. */
final class MatrixProduct implements LinearMap {

    @Override
    public void apply(INDArray input, INDArray weights, INDArray result) {
        input.mmuli(weights, result);
    }

    @Override
    public void backpropagate(
            INDArray input,
            INDArray weights,
            INDArray resultGradient,
            INDArray inputGradient,
            INDArray weightGradient) {
        resultGradient.mmuli(weights.transpose(), inputGradient);
        Nd4j.gemm(input, resultGradient, weightGradient, true, false, 1, 0);
    }
}
