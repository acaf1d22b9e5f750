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
 * Adds Gaussian noise to the underlying layer's weights in training; inference uses the weights themselves.
 *
 * <p>Formula: the layer computes with W + N, N ~ N(0, s^2) for the standard deviation s, and the gradient of W is that
 * of W + N; or, multiplicative, with W * N, N ~ N(1, s^2), and the gradient of W is N times that of W * N. Either way
 * the mean is W.
 *
 * <p>One draw for each training pass, so for all examples of a batch and all time steps of a sequence. By default additive, all weights of the layer, and neither biases nor
 * normalisation gains. The layers are those of {@link DropConnect}, and so are the errors.
 *
 * <p>Paper: Graves, "Practical Variational Inference for Neural Networks", NIPS 2011 (additive, static noise); Srivastava et
 * al., "Dropout", JMLR 2014, section 10 (multiplicative).
 */
public final class GaussianWeightNoise extends WeightNoiseLayer {

    private final double standardDeviation;
    private final boolean multiplicative;

    /**
     * Adds noise to all weights of a layer, and no biases.
     *
     * @param standardDeviation standard deviation of the noise, at least 0
     * @param underlying the layer whose weights are disturbed
     * @throws IllegalArgumentException if the standard deviation is negative, NaN or infinite, or the layer has no
     *     weights that can be disturbed
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
     * Starts with a layer of which all weights get additive noise, and no biases.
     *
     * @param underlying the layer whose weights are disturbed
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
     * The standard deviation of the noise.
     *
     * @return as given
     */
    public double standardDeviation() {
        return standardDeviation;
    }

    /**
     * Whether the noise multiplies the weights.
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

        private Builder(Layer underlying) {
            super(underlying);
        }

        @Override
        Builder self() {
            return this;
        }

        /**
         * The standard deviation of the noise. Default: 0, no noise.
         *
         * @param deviation standard deviation, at least 0
         * @return this
         */
        public Builder standardDeviation(double deviation) {
            standardDeviation = deviation;
            return this;
        }

        /**
         * Whether the noise multiplies the weights, with mean 1, instead of being added. Default: false.
         *
         * @param multiplies true for multiplicative noise
         * @return this
         */
        public Builder multiplicative(boolean multiplies) {
            multiplicative = multiplies;
            return this;
        }

        /**
         * The layer.
         *
         * @return a new configuration around the given layer
         * @throws IllegalArgumentException if the standard deviation is negative, NaN or infinite, or the layer has no
         *     such weights that can be disturbed
         */
        public GaussianWeightNoise build() {
            return new GaussianWeightNoise(underlying, standardDeviation, multiplicative, parameters, biases);
        }
    }
}
