package io.github.dl4jregularizers.dropconnect;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.NoiseSource;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Drops each weight of the underlying layer with the given probability in training; inference uses the mean weights.
 *
 * <p>Formula: r = a((M * W) v + b), M = 0 with probability d and 1 / (1 - d) otherwise, for the drop rate d; the
 * gradient of W is M times that of M * W. E[M * W] = W, so that inference computes a(W v + b) with nothing rescaled.
 *
 * <p>One mask for each training pass, so for all examples of a batch and all time steps of a sequence. By default all
 * weights of the layer are masked, and neither biases nor normalisation gains: {@code parameters("RW")} around an LSTM masks
 * only the hidden-to-hidden weights (the weight drop of AWD-LSTM). Works around Dense, all convolutions but locally
 * connected ones, Output, RnnOutput, CenterLossOutput, LSTM, GravesLSTM and SimpleRnn layers, and around LastTimeStep and
 * Bidirectional.
 *
 * <p>Errors: a layer that has no weights, or where dropping them can't be exact, is refused when it is wrapped, and what only the built network shows
 * (DL4J's own weight noise on the layer) when it is built.
 *
 * <p>Paper: Wan et al., "Regularization of Neural Networks using DropConnect", ICML 2013; Merity et al., "Regularizing
 * and Optimizing LSTM Language Models", ICLR 2018.
 */
public final class DropConnect extends WeightNoiseLayer {

    private final DropRate dropRate;

    /**
     * Drops all weights of a layer, and no biases.
     *
     * @param dropRate probability of dropping a weight
     * @param underlying the layer whose weights are dropped
     * @throws IllegalArgumentException if an argument is missing, or the layer has no weights that can be dropped
     */
    public DropConnect(DropRate dropRate, Layer underlying) {
        this(underlying, dropRate, null, false);
    }

    @JsonCreator
    private DropConnect(
            @JsonProperty("underlying") Layer underlying,
            @JsonProperty("dropRate") DropRate dropRate,
            @JsonProperty("parameters") List<String> parameters,
            @JsonProperty("biases") boolean biases) {
        super(underlying, parameters, biases);
        this.dropRate = Arguments.required("dropRate", dropRate);
    }

    /**
     * Starts with a layer of which all weights are to be dropped, and no biases.
     *
     * @param underlying the layer whose weights are dropped
     * @return the builder
     */
    public static Builder builder(Layer underlying) {
        return new Builder(underlying);
    }

    @Override
    void fillNoise(INDArray out, int iteration, int epoch, NoiseSource source) {
        double retain = 1 - dropRate.at(iteration, epoch);
        source.bernoulli(out, retain);
        out.divi(retain);
    }

    @Override
    boolean isMultiplicative() {
        return true;
    }

    /**
     * The drop rate.
     *
     * @return as given
     */
    public DropRate dropRate() {
        return dropRate;
    }

    @Override
    public DropConnect withNoise(NoiseSource source) {
        return (DropConnect) super.withNoise(source);
    }

    @Override
    public DropConnect clone() {
        return (DropConnect) super.clone();
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other) && dropRate.equals(((DropConnect) other).dropRate);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), dropRate);
    }

    /** Options of {@link DropConnect}. */
    public static final class Builder extends WeightNoiseBuilder<Builder> {

        private DropRate dropRate;

        private Builder(Layer underlying) {
            super(underlying);
        }

        @Override
        Builder self() {
            return this;
        }

        /**
         * The probability of dropping a weight. Required.
         *
         * @param rate drop rate
         * @return this
         */
        public Builder dropRate(DropRate rate) {
            dropRate = rate;
            return this;
        }

        /**
         * The layer.
         *
         * @return a new configuration around the given layer
         * @throws IllegalArgumentException if the rate is missing, or the layer has no such weights that can be dropped
         */
        public DropConnect build() {
            return new DropConnect(underlying, dropRate, parameters, biases);
        }
    }
}
