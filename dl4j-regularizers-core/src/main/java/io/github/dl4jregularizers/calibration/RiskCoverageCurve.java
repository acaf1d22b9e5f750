package io.github.dl4jregularizers.calibration;

import io.github.dl4jregularizers.internal.Arguments;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Risk and coverage of selective prediction, which predicts only where the uncertainty is at most a threshold.
 * Immutable.
 *
 * <p>Formula: coverage(t) = share of examples with uncertainty at most t; risk(t) = mean loss of these, the error rate
 * for 0-1 losses. Examples of equal uncertainty share a threshold. The area (AURC) is the mean over k = 1 ... n of the
 * risk of the k least uncertain examples. Examples of equal uncertainty count with their mean loss.
 *
 * <p>Papers: El-Yaniv and Wiener, "On the Foundations of Noise-free Selective Classification", JMLR 2010; Geifman et
 * al., "Bias-Reduced Uncertainty Estimation for Deep Neural Classifiers", ICLR 2019.
 */
public final class RiskCoverageCurve implements Serializable {

    private static final long serialVersionUID = 1;

    private final double[] thresholds;
    private final double[] coverages;
    private final double[] risks;
    private final double area;

    private RiskCoverageCurve(double[] uncertainty, double[] losses) {
        int n = losses.length;
        int[] order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> uncertainty[i] + 0.0)) // -0.0 + 0.0 is 0.0
                .mapToInt(Integer::intValue)
                .toArray();
        double[] at = new double[n];
        double[] covered = new double[n];
        double[] risk = new double[n];
        int groups = 0;
        double sum = 0;
        double risksSum = 0;
        for (int from = 0; from < n; groups++) {
            double threshold = uncertainty[order[from]];
            int to = from;
            double group = 0;
            while (to < n && uncertainty[order[to]] == threshold) {
                group += losses[order[to++]];
            }
            for (int k = from + 1; k <= to; k++) {
                risksSum += (sum + group * (k - from) / (to - from)) / k;
            }
            sum += group;
            at[groups] = threshold;
            covered[groups] = (double) to / n;
            risk[groups] = sum / to;
            from = to;
        }
        thresholds = Arrays.copyOf(at, groups);
        coverages = Arrays.copyOf(covered, groups);
        risks = Arrays.copyOf(risk, groups);
        area = risksSum / n;
    }

    /**
     * Computes the curve from uncertainties and losses.
     *
     * @param uncertainty per example, [n] or [n, 1], such as entropy or mutual information
     * @param losses per example, [n] or [n, 1], at least 0, such as {@link LabeledPredictions#errors()}
     * @return the curve
     * @throws IllegalArgumentException if there are no examples, if the numbers differ, if an uncertainty is not finite
     *     or a loss not finite and at least 0
     */
    public static RiskCoverageCurve of(INDArray uncertainty, INDArray losses) {
        double[] keys = Rows.vector("uncertainty", uncertainty);
        double[] values = Rows.vector("losses", losses);
        if (values.length != keys.length) {
            throw Arguments.invalid("number of losses", "that of uncertainties, " + keys.length, values.length);
        }
        for (int i = 0; i < values.length; i++) {
            Arguments.nonNegative("losses " + i, values[i]);
        }
        return new RiskCoverageCurve(keys, values);
    }

    /**
     * Computes the curve of the error rate with 1 - confidence as the uncertainty.
     *
     * @param predictions predictions with labels
     * @return the curve, with thresholds on 1 - confidence
     * @throws IllegalArgumentException if predictions is missing
     */
    public static RiskCoverageCurve of(LabeledPredictions predictions) {
        Arguments.required("predictions", predictions);
        double[] uncertainty = IntStream.range(0, predictions.size())
                .mapToDouble(i -> 1 - predictions.confidence(i))
                .toArray();
        return of(Nd4j.createFromArray(uncertainty), predictions.errors());
    }

    /**
     * Returns the coverages, one per threshold.
     *
     * @return ascending, the last is 1
     */
    public double[] coverages() {
        return coverages.clone();
    }

    /**
     * Returns the risks at {@link #coverages}.
     *
     * @return mean losses of covered examples
     */
    public double[] risks() {
        return risks.clone();
    }

    /**
     * Returns the thresholds at {@link #coverages}.
     *
     * @return the distinct uncertainties, ascending
     */
    public double[] thresholds() {
        return thresholds.clone();
    }

    /**
     * Returns the area under the curve (AURC).
     *
     * @return mean risk over all coverages; less is better
     */
    public double area() {
        return area;
    }

    /**
     * Returns the risk at a coverage.
     *
     * @param coverage smallest share of examples to predict, in (0, 1]
     * @return risk at the smallest coverage that suffices
     * @throws IllegalArgumentException if coverage is outside its range
     */
    public double riskAt(double coverage) {
        return risks[enough(coverage)];
    }

    /**
     * Returns the threshold for a coverage.
     *
     * @param coverage smallest share of examples to predict, in (0, 1]
     * @return the lowest threshold that suffices; predict where the uncertainty is at most that
     * @throws IllegalArgumentException if coverage is outside its range
     */
    public double thresholdForCoverage(double coverage) {
        return thresholds[enough(coverage)];
    }

    private int enough(double coverage) {
        if (!(coverage > 0 && coverage <= 1)) {
            throw Arguments.invalid("coverage", "in (0, 1]", coverage);
        }
        int at = Arrays.binarySearch(coverages, coverage);
        return at >= 0 ? at : -at - 1;
    }

    /**
     * Returns the largest coverage at an allowed risk. The risk is that of these examples, without a guarantee for
     * others.
     *
     * @param risk largest allowed risk, at least 0
     * @return in [0, 1]; 0 if no threshold has so low a risk
     * @throws IllegalArgumentException if risk is negative or not finite
     */
    public double coverageAt(double risk) {
        int at = allowed(risk);
        return at < 0 ? 0 : coverages[at];
    }

    /**
     * Returns the threshold of {@link #coverageAt}.
     *
     * @param risk largest allowed risk, at least 0
     * @return predict where the uncertainty is at most that; minus infinity if no threshold has so low a risk
     * @throws IllegalArgumentException if risk is negative or not finite
     */
    public double thresholdForRisk(double risk) {
        int at = allowed(risk);
        return at < 0 ? Double.NEGATIVE_INFINITY : thresholds[at];
    }

    private int allowed(double risk) {
        Arguments.nonNegative("risk", risk);
        return IntStream.range(0, risks.length)
                .filter(i -> risks[i] <= risk)
                .max()
                .orElse(-1);
    }

    @Override
    public String toString() {
        return "RiskCoverageCurve(area " + area + ", risk " + risks[risks.length - 1] + " at coverage 1)";
    }
}
