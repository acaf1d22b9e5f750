package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.internal.Arguments;
import java.io.Serializable;
import java.util.Objects;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The prior of a weight: a Gaussian of mean 0, or a mixture of two of them with different variances.
 *
 * <p>Formula: p(w) = share N(0, variance) + (1 - share) N(0, otherVariance). A share of 1 is the Gaussian, with a
 * divergence in closed form. The divergence from a mixture is estimated from one draw of the weights per batch.
 *
 * <p>Relation to weight decay: the maximum a posteriori estimate under a Gaussian prior minimizes the mean loss of N
 * examples plus |w|^2 / (2 N variance). DL4J's {@code .l2(c)} adds c |w|^2 / 2, so c = 1 / (N variance). {@link
 * #ofWeightDecay} and {@link #weightDecay} convert.
 *
 * <p>Immutable; part of a configuration's JSON.
 *
 * <p>Paper: Blundell, Cornebise, Kavukcuoglu and Wierstra, "Weight Uncertainty in Neural Networks", ICML 2015, section
 * 3.3.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
public final class WeightPrior implements Serializable {

    private static final long serialVersionUID = 1;

    private final double share;
    private final double variance;
    private final double otherVariance;

    @JsonCreator
    private WeightPrior(
            @JsonProperty("share") double share,
            @JsonProperty("variance") double variance,
            @JsonProperty("otherVariance") double otherVariance) {
        this.share = share;
        this.variance = Arguments.positive("variance", variance);
        this.otherVariance = Arguments.positive("otherVariance", otherVariance);
    }

    /**
     * The prior N(0, variance).
     *
     * @param variance finite, above 0; in squared units of the weights
     * @return the prior
     * @throws IllegalArgumentException if variance is outside its range
     */
    public static WeightPrior gaussian(double variance) {
        return new WeightPrior(1, variance, variance);
    }

    /**
     * The prior share N(0, variance) + (1 - share) N(0, otherVariance). The paper searches a share of 1/4, 1/2 or 3/4,
     * standard deviations exp(0) to exp(-2), and exp(-6) to exp(-8) for the second.
     *
     * @param share in (0, 1)
     * @param variance finite, above 0
     * @param otherVariance finite, above 0
     * @return the prior
     * @throws IllegalArgumentException if a value is outside its range
     */
    public static WeightPrior scaleMixture(double share, double variance, double otherVariance) {
        return new WeightPrior(Arguments.properShare("share", share), variance, otherVariance);
    }

    /**
     * The Gaussian prior whose maximum a posteriori estimate is training with DL4J's {@code .l2(coefficient)}.
     *
     * @param coefficient of DL4J's L2 term, coefficient |w|^2 / 2 in the mean loss per example; above 0
     * @param trainingExamples number of examples in the training set; at least 1
     * @return the prior of variance 1 / (trainingExamples coefficient)
     * @throws IllegalArgumentException if a value is outside its range
     */
    public static WeightPrior ofWeightDecay(double coefficient, long trainingExamples) {
        return gaussian(1
                / (Arguments.positive("coefficient", coefficient)
                        * Arguments.atLeast("trainingExamples", trainingExamples, 1)));
    }

    /**
     * The coefficient c of DL4J's {@code .l2(c)} with which training finds the maximum a posteriori estimate.
     *
     * @param trainingExamples number of examples in the training set; at least 1
     * @return 1 / (trainingExamples variance)
     * @throws IllegalArgumentException if trainingExamples is less than 1
     * @throws IllegalStateException for a mixture, which is no L2 penalty
     */
    public double weightDecay(long trainingExamples) {
        Arguments.atLeast("trainingExamples", trainingExamples, 1);
        if (isMixture()) {
            throw new IllegalStateException("Weight decay is a Gaussian prior, but this one is " + this);
        }
        return 1 / (trainingExamples * variance);
    }

    boolean isMixture() {
        return share < 1;
    }

    double share() {
        return share;
    }

    double variance() {
        return variance;
    }

    double otherVariance() {
        return otherVariance;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof WeightPrior)) {
            return false;
        }
        WeightPrior that = (WeightPrior) other;
        return share == that.share && variance == that.variance && otherVariance == that.otherVariance;
    }

    @Override
    public int hashCode() {
        return Objects.hash(share, variance, otherVariance);
    }

    @Override
    public String toString() {
        return isMixture()
                ? "WeightPrior(" + share + " N(0, " + variance + ") + " + (1 - share) + " N(0, " + otherVariance + "))"
                : "WeightPrior(N(0, " + variance + "))";
    }
}
