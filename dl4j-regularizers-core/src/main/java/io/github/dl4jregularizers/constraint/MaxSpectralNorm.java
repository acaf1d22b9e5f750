package io.github.dl4jregularizers.constraint;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.Units;
import io.github.dl4jregularizers.internal.weights.LargestSingularValue;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Limits how much a layer's weights can stretch any input: scales a weight matrix back when its largest singular value is
 * above the limit.
 *
 * <p>Formula: W min(1, c / sigma), sigma the largest singular value of W as a matrix [outputs, rest]; the filters of a
 * convolution are its rows, all gates of an LSTM are in one matrix, each channel of a depthwise convolution and each place
 * of a locally connected layer has a matrix of its own. sigma is found by power iteration, from the row of
 * largest norm and the same start every time: after k iterations it is too small by a share of at most the order of
 * (sigma2 / sigma)^(2k), for the second largest value sigma2, and so is the limit exceeded.
 *
 * <p>Goes into {@code .constrainWeights(..)} of a layer or of the whole network; biases, gains and slopes are left alone.
 * A foreign layer whose weights are no matrix is refused at the first update. Default: 20 iterations.
 * Paper: Miyato et al., "Spectral Normalization for Generative Adversarial Networks", ICLR 2018, for the power iteration;
 * Gouk et al., "Regularisation of Neural Networks by Enforcing Lipschitz Continuity", 2021, for the constraint.
 */
public final class MaxSpectralNorm extends WeightConstraint {

    private static final long serialVersionUID = 1;

    private final double maximum;
    private final int iterations;

    /**
     * A constraint with 20 iterations.
     *
     * @param maximum c: the largest allowed singular value, finite and above 0
     * @throws IllegalArgumentException if maximum is outside its range
     */
    public MaxSpectralNorm(double maximum) {
        this(maximum, LargestSingularValue.DEFAULT_ITERATIONS);
    }

    /**
     * A constraint.
     *
     * @param maximum c: the largest allowed singular value, finite and above 0
     * @param iterations of the power method, at least 1
     * @throws IllegalArgumentException if an argument is outside its range
     */
    @JsonCreator
    public MaxSpectralNorm(@JsonProperty("maximum") double maximum, @JsonProperty("iterations") int iterations) {
        this.maximum = Arguments.positive("maximum", maximum);
        this.iterations = Arguments.atLeast("iterations", iterations, 1);
    }

    @Override
    void project(INDArray weight, Units units) {
        INDArray[] matrices = units.matrices(weight);
        boolean changed = false;
        for (INDArray matrix : matrices) {
            double largest = LargestSingularValue.of(matrix, iterations).value;
            if (largest > maximum) {
                matrix.muli(maximum / largest);
                changed = true;
            }
        }
        if (changed) {
            units.write(matrices, weight);
        }
    }

    @Override
    public MaxSpectralNorm clone() {
        return withSameParams(new MaxSpectralNorm(maximum, iterations));
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other)
                && maximum == ((MaxSpectralNorm) other).maximum
                && iterations == ((MaxSpectralNorm) other).iterations;
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), maximum, iterations);
    }

    @Override
    public String toString() {
        return "MaxSpectralNorm(" + maximum + ", " + iterations + " iterations)";
    }
}
