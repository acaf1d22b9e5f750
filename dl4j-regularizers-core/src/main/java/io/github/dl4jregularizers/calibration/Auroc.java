package io.github.dl4jregularizers.calibration;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How well a score tells what a network knows from what it does not: the area under the receiver operating
 * characteristic.
 *
 * <p>Formula: the probability that a random out-of-distribution input has a higher score than a random in-distribution
 * one, plus half the probability of a tie (the Mann-Whitney statistic); 0.5 is chance, 1 is perfect.
 *
 * <p>Paper: Hendrycks and Gimpel, "A Baseline for Detecting Misclassified and Out-of-Distribution Examples in Neural
 * Networks", ICLR 2017.
 */
public final class Auroc {

    private Auroc() {}

    /**
     * The area for the scores of two sets.
     *
     * @param inDistribution a score for each familiar input, [n] or [n, 1]; mutual information for example
     * @param outOfDistribution a score for each unfamiliar input, [m] or [m, 1], which ought to be higher
     * @return in [0, 1]
     * @throws IllegalArgumentException if a set is empty, of another shape, or has numbers that are not finite
     */
    public static double of(INDArray inDistribution, INDArray outOfDistribution) {
        double[] in = Rows.vector("inDistribution", inDistribution);
        double[] out = Rows.vector("outOfDistribution", outOfDistribution);
        Arrays.sort(in);
        double wins = 0;
        for (double score : out) {
            int below = Rows.below(in, score);
            int notAbove = Rows.below(in, Math.nextUp(score));
            wins += (below + notAbove) / 2.0;
        }
        return wins / in.length / out.length;
    }
}
