package io.github.dl4jregularizers.weightnoise;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.NoiseSource;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Perturbs the weights of the underlying layer with Gaussian noise in training.
 *
 * <p>Formula, for standard deviation s. Additive: the layer computes with W + N, N ~ N(0, s^2), and the gradient of W
 * is that of W + N. Multiplicative: the layer computes with W * N, N ~ N(1, s^2), and the gradient of W is N times that
 * of W * N. The mean is W in both cases; inference uses W.
 *
 * <p>One draw per training pass, shared by all examples and time steps. Default: additive, on all weights, not on
 * biases or normalization gains. Supported layers and errors: those of {@link DropConnect}.
 *
 * <p>Paper: Graves, "Practical Variational Inference for Neural Networks", NIPS 2011 (additive, static noise);
 * Srivastava et al., "Dropout", JMLR 2014, section 10 (multiplicative).
 */
public final class GaussianWeightNoise extends WeightNoiseLayer {

    private final double standardDeviation;
    private final boolean multiplicative;

    /**
     * Adds noise to all weights of a layer, and no biases.
     *
     * @param standardDeviation standard deviation of the noise, at least 0
     * @param underlying the layer whose weights are perturbed
     * @throws IllegalArgumentException if the standard deviation is negative, NaN or infinite, or the layer has no
     *     weights that can be perturbed
     */
    public GaussianWeightNoise(double standardDeviation, Layer underlying) {
        this(underlying, standardDeviation, false, null, false);
    }

    @JsonCreator
    private GaussianWeightNoise(
            @JsonProperty("underlying") Layer underlying,
            @JsonProperty("standardDeviation") double standardDeviation,
            @JsonProperty("multiplicative") boolean multiplicative,
            @JsonProperty("parameters") List<String> parameters,
            @JsonProperty("biases") boolean biases) {
        super(underlying, parameters, biases);
        this.standardDeviation = Arguments.nonNegative("standardDeviation", standardDeviation);
        this.multiplicative = multiplicative;
    }

    /**
     * Starts a builder: the same as {@code new Builder(underlying)}.
     *
     * @param underlying the layer whose weights are perturbed
     * @return the builder
     */
    public static Builder builder(Layer underlying) {
        return new Builder(underlying);
    }

    @Override
    void fillNoise(INDArray out, int iteration, int epoch, NoiseSource source) {
        source.gaussian(out, multiplicative ? 1 : 0, standardDeviation);
    }

    @Override
    boolean hasNoise(int iteration, int epoch) {
        return standardDeviation > 0;
    }

    @Override
    boolean isMultiplicative() {
        return multiplicative;
    }

    /**
     * Returns the standard deviation of the noise.
     *
     * @return as given
     */
    public double standardDeviation() {
        return standardDeviation;
    }

    /**
     * Tests whether the noise multiplies the weights.
     *
     * @return false if it is added
     */
    public boolean multiplicative() {
        return multiplicative;
    }

    @Override
    public GaussianWeightNoise withNoise(NoiseSource source) {
        return (GaussianWeightNoise) super.withNoise(source);
    }

    @Override
    public GaussianWeightNoise clone() {
        return (GaussianWeightNoise) super.clone();
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other)
                && standardDeviation == ((GaussianWeightNoise) other).standardDeviation
                && multiplicative == ((GaussianWeightNoise) other).multiplicative;
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), standardDeviation, multiplicative);
    }

    /** Options of {@link GaussianWeightNoise}. */
    public static final class Builder extends WeightNoiseBuilder<Builder> {

        private double standardDeviation;
        private boolean multiplicative;

        /**
         * Starts with additive noise of standard deviation 0 on all weights, and no noise on biases.
         *
         * @param underlying the layer whose weights are perturbed
         */
        public Builder(Layer underlying) {
            super(underlying);
        }

        @Override
        Builder self() {
            return this;
        }

        /**
         * Sets the standard deviation of the noise. Default: 0, no noise.
         *
         * @param deviation standard deviation, at least 0
         * @return this
         */
        public Builder standardDeviation(double deviation) {
            standardDeviation = deviation;
            return this;
        }

        /**
         * Sets whether the noise multiplies the weights, with mean 1, instead of being added. Default: false.
         *
         * @param multiplies true for multiplicative noise
         * @return this
         */
        public Builder multiplicative(boolean multiplies) {
            multiplicative = multiplies;
            return this;
        }

        /**
         * Builds the layer.
         *
         * @return a new configuration around the given layer
         * @throws IllegalArgumentException if the standard deviation is negative, NaN or infinite, or the layer has no
         *     such weights that can be perturbed
         */
        public GaussianWeightNoise build() {
            return named(new GaussianWeightNoise(underlying, standardDeviation, multiplicative, parameters, biases));
        }
    }
}
