package io.github.dl4jregularizers.loss;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The softmax of all rows of logits, and its logarithm: {@link SoftmaxRow} as operations on the device. */
final class SoftmaxColumns {

    final INDArray logProbabilities;
    final INDArray probabilities;

    SoftmaxColumns(INDArray logits) {
        INDArray shifted = logits.sub(logits.max(true, 1));
        probabilities = Transforms.exp(shifted, true);
        INDArray sums = probabilities.sum(true, 1);
        probabilities.diviColumnVector(sums);
        logProbabilities = shifted.subiColumnVector(Transforms.log(sums, false));
    }

    /** Turns derivatives with respect to log-probabilities into those with respect to logits, in place. */
    void toLogits(INDArray derivatives) {
        derivatives.subi(probabilities.mulColumnVector(derivatives.sum(true, 1)));
    }
}
