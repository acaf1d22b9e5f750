package io.github.dl4jregularizers.loss;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Softmax of rows of logits, exponentiated once for whatever is asked of it.
 *
 * <p>Each row's largest logit is taken off first, so that nothing overflows and no probability that underflows reaches a
 * logarithm. ND4J's own {@code log_softmax} takes the logarithm of the softmax: -infinity for logits a few hundred apart.
 */
final class Softmax {

    private final INDArray shifted;
    private final INDArray exponentials;
    private final INDArray sums;

    Softmax(INDArray logits) {
        this.shifted = logits.subColumnVector(logits.max(true, 1));
        this.exponentials = Transforms.exp(shifted, true);
        this.sums = exponentials.sum(true, 1);
    }

    /** The logarithms of the probabilities; overwrites what only they need, so they are asked for once. */
    INDArray intoLogProbabilities() {
        return shifted.subiColumnVector(Transforms.log(sums, true));
    }

    /** The probabilities, each row times a factor; overwrites what this object holds, so it is the last thing asked. */
    INDArray intoProbabilitiesTimes(INDArray rowFactors) {
        return exponentials.muliColumnVector(rowFactors.divi(sums));
    }
}
