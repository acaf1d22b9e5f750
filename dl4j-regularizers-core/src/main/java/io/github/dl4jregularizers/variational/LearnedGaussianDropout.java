package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.NoiseSource;
import java.util.Objects;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Variational dropout on activations: Gaussian dropout that learns a noise variance per unit or channel.
 *
 * <p>Formula: y = x (1 + sqrt(alpha_c) eps) with one standard normal eps per element; identity at inference. The
 * learned rho_c of unit or channel c sets alpha_c = maxAlpha * sigmoid(rho_c), which is bounded and has a gradient
 * everywhere. The score contains {@link KlWeight} times the sum over c of KL(alpha_c), in the approximation of {@link
 * VariationalDense}, which holds for every alpha.
 *
 * <p>Shapes: feed-forward, recurrent and convolutional activations in every data format; output as input. Parameter
 * {@code logit} (rho), [channels]; weight decay does not apply to it.
 *
 * <p>Defaults: alpha starts at 0.1 and stays below 1, the variance of dropout at rate 0.5, as in the paper. The {@link
 * KlWeight} is required. The data format is that of the network's input type; a network without one has to set the
 * number of channels and a channels-last format.
 *
 * <p>Errors: {@code IllegalArgumentException} for values out of range, for an activation function, for time steps that
 * were reshaped to examples, and in HALF networks.
 *
 * <p>Paper: Kingma, Salimans and Welling, "Variational Dropout and the Local Reparameterization Trick", NIPS 2015,
 * section 3; the divergence: Molchanov et al., ICML 2017, equation 14.
 */
public final class LearnedGaussianDropout extends ChannelwiseNoise {

    @JsonProperty
    private KlWeight klWeight;

    @JsonProperty
    private double initialAlpha;

    @JsonProperty
    private double maxAlpha;

    private LearnedGaussianDropout() {}

    private LearnedGaussianDropout(Builder builder) {
        super(builder);
        klWeight = Arguments.required("klWeight", builder.klWeight);
        maxAlpha = Arguments.between("maxAlpha", builder.maxAlpha, 1e-4, 1e4);
        initialAlpha = Arguments.positive("initialAlpha", builder.initialAlpha);
        if (initialAlpha >= maxAlpha) {
            throw Arguments.invalid("initialAlpha", "< maxAlpha = " + maxAlpha, initialAlpha);
        }
    }

    @Override
    public LearnedGaussianDropout withNoise(NoiseSource source) {
        return (LearnedGaussianDropout) super.withNoise(source);
    }

    @Override
    public boolean drawsPerExample() {
        return true;
    }

    KlWeight klWeight() {
        return klWeight;
    }

    double maxAlpha() {
        return maxAlpha;
    }

    @Override
    String parameterKey() {
        return "logit";
    }

    @Override
    double initialValue() {
        return Math.log(initialAlpha / (maxAlpha - initialAlpha));
    }

    @Override
    ChannelwiseRuntime<?> runtime(NeuralNetConfiguration conf, DataType networkDataType) {
        return new LearnedGaussianDropoutRuntime(conf, networkDataType);
    }

    @Override
    public LearnedGaussianDropout clone() {
        return (LearnedGaussianDropout) super.clone();
    }

    @Override
    public boolean equals(Object other) {
        if (!super.equals(other)) {
            return false;
        }
        LearnedGaussianDropout that = (LearnedGaussianDropout) other;
        return klWeight.equals(that.klWeight) && initialAlpha == that.initialAlpha && maxAlpha == that.maxAlpha;
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), klWeight, initialAlpha, maxAlpha);
    }

    @Override
    public String toString() {
        return "LearnedGaussianDropout(" + layerName + ", " + nIn + " channels, " + klWeight + ", alpha from "
                + initialAlpha + ", below " + maxAlpha + ")";
    }

    /** Builder; only the {@link KlWeight} has to be set in a network with an input type. */
    @SuppressWarnings("unchecked")
    public static final class Builder extends ChannelwiseNoise.Builder<Builder> {

        private KlWeight klWeight;
        private double initialAlpha = 0.1;
        private double maxAlpha = 1;

        /** Starts with alpha 0.1, below 1. */
        public Builder() {}

        /**
         * Sets the weight of the divergence in the score. Required; the same for all layers of a network.
         *
         * @param weight not null
         * @return this
         */
        public Builder klWeight(KlWeight weight) {
            klWeight = weight;
            return this;
        }

        /**
         * Sets the initial alpha of every unit or channel. Default: 0.1.
         *
         * @param alpha above 0 and below maxAlpha; d / (1 - d) is the variance of dropout at rate d
         * @return this
         */
        public Builder initialAlpha(double alpha) {
            initialAlpha = alpha;
            return this;
        }

        /**
         * Sets the upper bound of alpha. Default: 1.
         *
         * @param alpha in [1e-4, 1e4]
         * @return this
         */
        public Builder maxAlpha(double alpha) {
            maxAlpha = alpha;
            return this;
        }

        /**
         * Builds the layer.
         *
         * @return a new configuration
         * @throws IllegalArgumentException if klWeight is missing or a value is outside its range
         */
        @Override
        public LearnedGaussianDropout build() {
            return new LearnedGaussianDropout(this);
        }
    }
}
