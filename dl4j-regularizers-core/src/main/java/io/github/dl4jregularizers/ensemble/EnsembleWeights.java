package io.github.dl4jregularizers.ensemble;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Fits the weights of classifiers in a {@link Combination#MEAN} to validation data (stacking). Minimizes the negative
 * log-likelihood -mean log sum of w_k p_k(label) over weights that sum to 1.
 *
 * <p>The problem is convex. Expectation maximization (EM) starts from equal weights and stops after 10,000 iterations,
 * or when the loss decreases by less than 1e-12. Members that do not lower the loss end with a weight near 0. Use data
 * that no member was trained on.
 *
 * <p>Paper: Smyth and Wolpert, "Linearly Combining Density Estimators via Stacking", Machine Learning 36, 1999.
 */
public final class EnsembleWeights {

    private static final int ITERATIONS = 10_000;
    private static final double CONVERGED = 1e-12;

    private EnsembleWeights() {}

    /**
     * Fits weights.
     *
     * @param predictions probabilities of the members: [members, examples, classes], from {@link Ensemble#predictions}
     * @param labels of the same examples, one-hot: [examples, classes]
     * @return one weight per member, with a sum of 1, for {@link Ensemble#weights}
     * @throws IllegalArgumentException if an argument is missing or empty, shapes do not match, or a label has
     *     probability 0 in every member
     */
    public static double[] fit(INDArray predictions, INDArray labels) {
        Arguments.notEmpty("predictions", predictions);
        Arguments.notEmpty("labels", labels);
        if (predictions.rank() != 3) {
            throw Arguments.invalid(
                    "predictions", "[members, examples, classes]", Arrays.toString(predictions.shape()));
        }
        Arguments.shape("labels", labels.shape(), predictions.slice(0).shape());
        INDArray oneHot = labels.castTo(DataType.DOUBLE);
        double[][] ofLabel = new double[(int) predictions.size(0)][];
        for (int k = 0; k < ofLabel.length; k++) {
            ofLabel[k] = predictions
                    .slice(k)
                    .castTo(DataType.DOUBLE)
                    .mul(oneHot)
                    .sum(1)
                    .toDoubleVector();
        }
        double[] weights = new double[ofLabel.length];
        Arrays.fill(weights, 1.0 / weights.length);
        double loss = Double.POSITIVE_INFINITY;
        for (int i = 0; i < ITERATIONS; i++) {
            double next = step(ofLabel, weights);
            if (loss - next < CONVERGED) {
                break;
            }
            loss = next;
        }
        return weights;
    }

    /** Replaces each weight by the mean of the member's responsibilities; returns the loss before. */
    private static double step(double[][] ofLabel, double[] weights) {
        int examples = ofLabel[0].length;
        double[] sums = new double[weights.length];
        double loss = 0;
        for (int n = 0; n < examples; n++) {
            double mixture = 0;
            for (int k = 0; k < weights.length; k++) {
                mixture += weights[k] * ofLabel[k][n];
            }
            if (!(mixture > 0)) {
                throw Arguments.invalid("probability of the label of example " + n, "> 0 for a member", mixture);
            }
            loss -= Math.log(mixture);
            for (int k = 0; k < weights.length; k++) {
                sums[k] += weights[k] * ofLabel[k][n] / mixture;
            }
        }
        for (int k = 0; k < weights.length; k++) {
            weights[k] = sums[k] / examples;
        }
        return loss / examples;
    }
}
