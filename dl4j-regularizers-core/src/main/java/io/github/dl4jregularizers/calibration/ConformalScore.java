package io.github.dl4jregularizers.calibration;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.NoiseSource;
import java.io.Serializable;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.IntStream;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Nonconformity of a class under the predicted distribution. {@link ConformalPrediction} sets a threshold on it.
 * Immutable.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
public final class ConformalScore implements Serializable {

    /**
     * 1 - p(class): the smallest sets on average.
     *
     * <p>Paper: Sadinle et al., "Least Ambiguous Set-Valued Classifiers With Bounded Error Levels", JASA 2019.
     */
    public static final ConformalScore LEAST_AMBIGUOUS = new ConformalScore(Kind.LEAST_AMBIGUOUS, 0, 0);

    /**
     * Probability of the class plus that of all more probable classes (APS without randomization). Sets are large for
     * hard examples and small for easy ones, which evens out coverage. Among equal probabilities the first class comes
     * first.
     *
     * <p>Paper: Romano et al., "Classification with Valid and Adaptive Coverage", NeurIPS 2020.
     */
    public static final ConformalScore ADAPTIVE = new ConformalScore(Kind.ADAPTIVE, 0, 0);

    /**
     * Probability of all more probable classes plus a uniform share of the class's own (APS). Sets are smaller than
     * with {@link #ADAPTIVE} and differ between calls.
     *
     * <p>Paper: Romano et al., "Classification with Valid and Adaptive Coverage", NeurIPS 2020.
     */
    public static final ConformalScore RANDOMIZED_ADAPTIVE = new ConformalScore(Kind.RANDOMIZED_ADAPTIVE, 0, 0);

    private static final long serialVersionUID = 1;

    /** The base of the score. */
    private enum Kind {
        LEAST_AMBIGUOUS,
        ADAPTIVE,
        RANDOMIZED_ADAPTIVE
    }

    private final Kind kind;
    private final int freeClasses;
    private final double penalty;

    @JsonCreator
    private ConformalScore(
            @JsonProperty("kind") Kind kind,
            @JsonProperty("freeClasses") int freeClasses,
            @JsonProperty("penalty") double penalty) {
        this.kind = Arguments.required("kind", kind);
        this.freeClasses = Arguments.atLeast("freeClasses", freeClasses, 0);
        this.penalty = Arguments.nonNegative("penalty", penalty);
    }

    /**
     * {@link #RANDOMIZED_ADAPTIVE} plus a penalty on improbable classes (RAPS): penalty max(0, rank - freeClasses),
     * with rank 1 for the most probable class. Sets are smaller and more equal in size, because the noisy tail of many
     * classes stays out.
     *
     * <p>Paper: Angelopoulos et al., "Uncertainty Sets for Image Classifiers using Conformal Prediction", ICLR 2021.
     *
     * @param freeClasses k_reg, the number of classes without a penalty, at least 0; 5 for ImageNet in the paper
     * @param penalty lambda, per rank, finite and at least 0; 0.01 to 0.1 in the paper; 0 is {@link
     *     #RANDOMIZED_ADAPTIVE}
     * @return the score
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public static ConformalScore regularizedAdaptive(int freeClasses, double penalty) {
        return new ConformalScore(Kind.RANDOMIZED_ADAPTIVE, freeClasses, penalty);
    }

    /** Returns the score of every class, with one draw for all classes of an example. */
    double[] of(double[] probabilities, double draw) {
        if (kind == Kind.LEAST_AMBIGUOUS) {
            double[] scores = new double[probabilities.length];
            for (int label = 0; label < scores.length; label++) {
                scores[label] = 1 - probabilities[label];
            }
            return scores;
        }
        return cumulative(probabilities, kind == Kind.ADAPTIVE ? 1 : draw);
    }

    /** Draws for one example. */
    double draw(NoiseSource noise) {
        return kind == Kind.RANDOMIZED_ADAPTIVE ? noise.nextDouble() : 0;
    }

    private double[] cumulative(double[] probabilities, double share) {
        int[] order = IntStream.range(0, probabilities.length)
                .boxed()
                .sorted(Comparator.comparingDouble(label -> -probabilities[label]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] scores = new double[probabilities.length];
        double sum = 0;
        for (int label : order) {
            scores[label] = sum + share * probabilities[label];
            sum += probabilities[label];
        }
        // Makes the last score exactly 1 without a penalty: rounding must not decide at threshold 1.
        for (int i = 0; i < order.length; i++) {
            int label = order[i];
            scores[label] = scores[label] / sum + penalty * Math.max(0, i + 1 - freeClasses);
        }
        return scores;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof ConformalScore)) {
            return false;
        }
        ConformalScore that = (ConformalScore) other;
        return kind == that.kind && freeClasses == that.freeClasses && penalty == that.penalty;
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, freeClasses, penalty);
    }

    @Override
    public String toString() {
        return penalty > 0 ? "REGULARIZED_ADAPTIVE(" + freeClasses + ", " + penalty + ")" : kind.name();
    }
}
