package io.github.dl4jregularizers.calibration;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Area under the receiver operating characteristic of a score that separates unfamiliar from familiar inputs.
 *
 * <p>Formula: P(s_out &gt; s_in) + P(s_out = s_in) / 2 for the scores of a random out-of-distribution and
 * in-distribution input (the Mann-Whitney statistic). 0.5 is chance, 1 is perfect.
 *
 * <p>Paper: Hendrycks and Gimpel, "A Baseline for Detecting Misclassified and Out-of-Distribution Examples in Neural
 * Networks", ICLR 2017.
 */
public final class Auroc {

    private Auroc() {}

    /**
     * Computes the area from the scores of two sets.
     *
     * @param inDistribution scores of familiar inputs, [n] or [n, 1], such as mutual information
     * @param outOfDistribution scores of unfamiliar inputs, [m] or [m, 1]; higher for a useful score
     * @return in [0, 1]
     * @throws IllegalArgumentException if a set is empty, of another shape, or not finite
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
