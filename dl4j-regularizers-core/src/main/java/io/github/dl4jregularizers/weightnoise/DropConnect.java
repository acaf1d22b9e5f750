package io.github.dl4jregularizers.weightnoise;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.NoiseSource;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Drops each weight of the underlying layer with probability d in training. Inference uses the mean weights or the
 * paper's Gaussian moments.
 *
 * <p>Formula: r = a((M * W) v + b) with M = 0 with probability d and 1 / (1 - d) otherwise. The gradient of W is M
 * times that of M * W. E[M * W] = W, so inference computes a(W v + b).
 *
 * <p>Masks: one per training pass, shared by all examples and time steps; or, around DenseLayer and OutputLayer, one
 * per example as in the paper ({@link Builder#maskPerExample}). One per example regularizes more and costs a draw per
 * weight and example. A memory limit splits the batch.
 *
 * <p>Default: all weights are masked; biases and normalization gains are not. {@code parameters("RW")} around an LSTM
 * masks only the hidden-to-hidden weights (AWD-LSTM's weight drop). Supported: dense, output, LSTM, GravesLSTM and
 * SimpleRnn layers, all convolutions but the locally connected, and these inside LastTimeStep and Bidirectional. HALF
 * networks are supported.
 *
 * <p>Errors: {@code IllegalArgumentException} by the constructor for a layer without weights, or in which dropping them
 * is not exact. Also by {@code init}, for DL4J's weight noise on the layer.
 *
 * <p>Paper: Wan et al., "Regularization of Neural Networks using DropConnect", ICML 2013; Merity et al., "Regularizing
 * and Optimizing LSTM Language Models", ICLR 2018.
 */
public final class DropConnect extends WeightNoiseLayer {

    /** Holds 8 examples of a FLOAT layer of 1024 x 1024. */
    private static final long DEFAULT_MEMORY_LIMIT = 64L << 20;

    private final DropRate dropRate;
    private final boolean maskPerExample;
    private final long memoryLimit;
    private final int inferenceSamples;

    /**
     * Drops all weights of a layer, and no biases.
     *
     * @param dropRate probability of dropping a weight
     * @param underlying the layer whose weights are dropped
     * @throws IllegalArgumentException if an argument is null, or the layer has no weights that can be dropped
     */
    public DropConnect(DropRate dropRate, Layer underlying) {
        this(underlying, dropRate, null, false, false, DEFAULT_MEMORY_LIMIT, 0);
    }

    @JsonCreator
    private DropConnect(
            @JsonProperty("underlying") Layer underlying,
            @JsonProperty("dropRate") DropRate dropRate,
            @JsonProperty("parameters") List<String> parameters,
            @JsonProperty("biases") boolean biases,
            @JsonProperty("maskPerExample") boolean maskPerExample,
            @JsonProperty("memoryLimit") long memoryLimit,
            @JsonProperty("inferenceSamples") int inferenceSamples) {
        super(underlying, parameters, biases);
        this.dropRate = Arguments.required("dropRate", dropRate);
        this.maskPerExample = maskPerExample;
        this.memoryLimit = memoryLimit;
        this.inferenceSamples = inferenceSamples;
        if (inferenceSamples < 0 || inferenceSamples % 2 != 0) {
            throw Arguments.invalid("samples of Gaussian inference", "even and >= 0", inferenceSamples);
        }
        if (maskPerExample) {
            requireDense("maskPerExample");
        }
        if (inferenceSamples > 0) {
            requireDense("Gaussian inference");
        }
    }

    private void requireDense(String option) {
        String name = "layer under DropConnect with " + option;
        Class<?> type = underlying.getClass();
        if (type != DenseLayer.class && type != OutputLayer.class) {
            throw Arguments.invalid(
                    name, "a DenseLayer or OutputLayer (leave the option out around others)", type.getSimpleName());
        }
        if (underlying instanceof DenseLayer && ((DenseLayer) underlying).hasLayerNorm()) {
            throw Arguments.invalid(name, "without layer normalization", "a DenseLayer with it");
        }
    }

    /**
     * Starts a builder: the same as {@code new Builder(underlying)}.
     *
     * @param underlying the layer whose weights are dropped
     * @return the builder
     */
    public static Builder builder(Layer underlying) {
        return new Builder(underlying);
    }

    @Override
    void fillNoise(INDArray out, int iteration, int epoch, NoiseSource source) {
        source.mask(out, 1 - dropRate.at(iteration, epoch));
    }

    @Override
    boolean hasNoise(int iteration, int epoch) {
        return dropRate.at(iteration, epoch) > 0;
    }

    @Override
    boolean isMultiplicative() {
        return true;
    }

    @Override
    List<String> perturbedPerBatch() {
        return maskPerExample ? List.of() : super.perturbedPerBatch();
    }

    @Override
    protected org.deeplearning4j.nn.api.Layer runtime(
            NeuralNetConfiguration conf, org.deeplearning4j.nn.api.Layer layer) {
        if (maskPerExample) {
            examplesAtOnce(layer.getParam(DefaultParamInitializer.WEIGHT_KEY));
        }
        if (!maskPerExample && inferenceSamples == 0) {
            return super.runtime(conf, layer);
        }
        return super.runtime(
                conf,
                underlying instanceof OutputLayer
                        ? new DropConnectOutputRuntime((org.deeplearning4j.nn.layers.OutputLayer) layer, this)
                        : new DropConnectDenseRuntime(
                                (org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer) layer, this));
    }

    /** Returns the number of examples within the memory limit; each takes a mask and its product with the weights. */
    long examplesAtOnce(INDArray weights) {
        long example = 2 * weights.length() * weights.dataType().width();
        if (memoryLimit < example) {
            throw Arguments.invalid(
                    "memoryLimit of DropConnect with maskPerExample around layer " + underlying.getLayerName(),
                    ">= " + example + " bytes, which the masked weights of one example take",
                    memoryLimit);
        }
        return memoryLimit / example;
    }

    int inferenceSamples() {
        return inferenceSamples;
    }

    /**
     * Tests whether every example has its own mask.
     *
     * @return false for one mask per batch
     */
    public boolean isMaskPerExample() {
        return maskPerExample;
    }

    /**
     * Returns the drop rate.
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
        if (!super.equals(other)) {
            return false;
        }
        DropConnect that = (DropConnect) other;
        return dropRate.equals(that.dropRate)
                && maskPerExample == that.maskPerExample
                && memoryLimit == that.memoryLimit
                && inferenceSamples == that.inferenceSamples;
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), dropRate, maskPerExample, memoryLimit, inferenceSamples);
    }

    /** Options of {@link DropConnect}. */
    public static final class Builder extends WeightNoiseBuilder<Builder> {

        private DropRate dropRate;
        private boolean maskPerExample;
        private long memoryLimit = DEFAULT_MEMORY_LIMIT;
        private int inferenceSamples;

        /**
         * Starts with one mask per batch on all weights, none on biases, and mean weights at inference.
         *
         * @param underlying the layer whose weights are dropped
         */
        public Builder(Layer underlying) {
            super(underlying);
        }

        @Override
        Builder self() {
            return this;
        }

        /**
         * Sets the probability of dropping a weight. Required.
         *
         * @param rate drop rate
         * @return this
         */
        public Builder dropRate(DropRate rate) {
            dropRate = rate;
            return this;
        }

        /**
         * Sets whether every example (row of the layer's input) has its own mask, as in the paper. DenseLayer and
         * OutputLayer only. Costs a draw per weight and example. Default: false, one mask per batch.
         *
         * @param perExample true for the paper's method
         * @return this
         */
        public Builder maskPerExample(boolean perExample) {
            maskPerExample = perExample;
            return this;
        }

        /**
         * Limits the memory for masks per example and their products with the weights. A batch beyond it is computed in
         * parts and draws each mask twice, for the forward and the backward pass, with the same numbers. Applies to
         * {@link #maskPerExample} only. Default: 64 MiB.
         *
         * @param bytes at least two arrays of the weights' size, for one example
         * @return this
         */
        public Builder memoryLimit(long bytes) {
            memoryLimit = bytes;
            return this;
        }

        /**
         * Infers by the paper's Gaussian moments. DenseLayer and OutputLayer only. The output is the mean of the
         * activation over samples of a Gaussian with the mean and variance of each unit under the masks. The samples
         * are fixed, shared by all examples, and in pairs of opposite sign. Inference is thus deterministic, and for
         * the identity activation equal to the mean weights. {@code score(DataSet)} uses the mean weights. Default:
         * mean weights.
         *
         * @param samples even number of samples; 0 for the mean weights
         * @return this
         */
        public Builder gaussianInference(int samples) {
            inferenceSamples = samples;
            return this;
        }

        /**
         * Builds the layer.
         *
         * @return a new configuration around the given layer
         * @throws IllegalArgumentException if the rate is missing, or the layer has no weights that can be dropped
         */
        public DropConnect build() {
            return named(new DropConnect(
                    underlying, dropRate, parameters, biases, maskPerExample, memoryLimit, inferenceSamples));
        }
    }
}
