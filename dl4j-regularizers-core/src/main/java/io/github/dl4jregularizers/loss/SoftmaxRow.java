package io.github.dl4jregularizers.loss;

/**
 * The softmax of one row of logits, and its logarithm.
 *
 * <p>The largest logit is subtracted first. Log-probabilities are finite for finite logits.
 */
final class SoftmaxRow {

    final double[] logProbabilities;
    final double[] probabilities;

    SoftmaxRow(int classes) {
        logProbabilities = new double[classes];
        probabilities = new double[classes];
    }

    void compute(double[] logits) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double logit : logits) {
            if (logit > largest) {
                largest = logit;
            }
        }
        double sum = 0;
        for (int k = 0; k < logits.length; k++) {
            probabilities[k] = Math.exp(logits[k] - largest);
            sum += probabilities[k];
        }
        double scale = 1 / sum;
        double logSum = Math.log(sum);
        for (int k = 0; k < logits.length; k++) {
            probabilities[k] *= scale;
            logProbabilities[k] = logits[k] - largest - logSum;
        }
    }

    /** Turns derivatives with respect to log-probabilities into weighted ones with respect to logits, in place. */
    void toLogits(double[] derivatives, double weight) {
        double sum = 0;
        for (double derivative : derivatives) {
            sum += derivative;
        }
        for (int k = 0; k < derivatives.length; k++) {
            derivatives[k] = weight * (derivatives[k] - probabilities[k] * sum);
        }
    }
}
