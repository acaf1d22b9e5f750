package io.github.dl4jregularizers.ensemble;

import io.github.dl4jregularizers.internal.Arguments;
import java.io.Serializable;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The mean squared error of an average of k members, split into the error of the members and its correlation.
 *
 * <p>Formula: the error of the average is v / k + (k - 1) c / k. For errors e_i of the members, v is the mean of
 * E[e_i^2] and c that of E[e_i e_j] over pairs. It is v / k for uncorrelated errors (c = 0), and v for equal members (c
 * = v). The formula holds exactly for the examples that v and c are measured on. Immutable.
 *
 * <p>Book: Goodfellow, Bengio and Courville, "Deep Learning", MIT Press 2016, section 7.11.
 */
public final class EnsembleError implements Serializable {

    private static final long serialVersionUID = 1;

    private final int members;
    private final double variance;
    private final double covariance;

    private EnsembleError(int members, double variance, double covariance) {
        this.members = members;
        this.variance = variance;
        this.covariance = covariance;
    }

    /**
     * Measures errors.
     *
     * @param predictions of the members: [members, batch, ...]
     * @param labels of the same examples: [batch, ...]
     * @return v, c and the error of the average
     * @throws IllegalArgumentException if an argument is missing or empty, or the shapes do not match
     */
    public static EnsembleError of(INDArray predictions, INDArray labels) {
        Arguments.notEmpty("predictions", predictions);
        Arguments.notEmpty("labels", labels);
        int members = (int) predictions.size(0);
        double squares = 0;
        INDArray sum = null;
        for (int k = 0; k < members; k++) {
            INDArray member = predictions.slice(k);
            Arguments.shape("labels", labels.shape(), member.shape());
            INDArray error = member.castTo(DataType.DOUBLE).sub(labels.castTo(DataType.DOUBLE));
            squares += error.mul(error).meanNumber().doubleValue();
            sum = sum == null ? error : sum.addi(error);
        }
        double all = sum.mul(sum).meanNumber().doubleValue();
        double covariance = members == 1 ? 0 : (all - squares) / (members * (members - 1.0));
        return new EnsembleError(members, squares / members, covariance);
    }

    /**
     * Returns the number of members.
     *
     * @return k, at least 1
     */
    public int members() {
        return members;
    }

    /**
     * Returns the mean squared error of a member.
     *
     * @return v, the mean over members, examples and outputs
     */
    public double variance() {
        return variance;
    }

    /**
     * Returns the mean product of two members' errors.
     *
     * @return c, the mean over pairs, examples and outputs; 0 for one member
     */
    public double covariance() {
        return covariance;
    }

    /**
     * Returns the mean squared error of the average of the members.
     *
     * @return v / k + (k - 1) c / k
     */
    public double ofAverage() {
        return ofAverage(members);
    }

    /**
     * Predicts the mean squared error of an average of another number of members with the same v and c.
     *
     * @param number k, at least 1
     * @return v / k + (k - 1) c / k
     * @throws IllegalArgumentException if number is below 1
     */
    public double ofAverage(int number) {
        Arguments.atLeast("number of members", number, 1);
        return (variance + (number - 1) * covariance) / number;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d members: v = %.4g, c = %.4g, v/k + (k-1)c/k = %.4g",
                members,
                variance,
                covariance,
                ofAverage());
    }
}
