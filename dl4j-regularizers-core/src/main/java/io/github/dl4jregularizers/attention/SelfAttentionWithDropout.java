package io.github.dl4jregularizers.attention;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.ParameterShape;
import io.github.dl4jregularizers.internal.config.SelfDescribed;
import io.github.dl4jregularizers.internal.config.Units;
import io.github.dl4jregularizers.noise.BackendNoise;
import io.github.dl4jregularizers.noise.NoiseSource;
import io.github.dl4jregularizers.noise.Stochastic;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeRecurrent;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.InputTypeUtil;
import org.deeplearning4j.nn.conf.layers.LayerValidation;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Multi-head dot-product self-attention with dropout on the attention weights.
 *
 * <p>Formula, per head: A = softmax(Q K^T / sqrt(headSize)) over the keys, and O = (M * A) V / (1 - d) for the drop
 * rate d. The mask M ~ Bernoulli(1 - d) has one draw per attention weight. Q, K and V are the input projected by Wq, Wk
 * and Wv; Wo projects the concatenated O of all heads. M / (1 - d) is 1 at inference. Without projection, Q, K and V
 * are the input, with one head of size nIn, and O is the output. No biases, no activation function.
 *
 * <p>Shapes: input [batch, nIn, time] (NCW) or [batch, time, nIn] (NWC), output the same with nOut. Parameters, all of
 * them weights: Wq, Wk and Wv [nHeads, headSize, nIn], Wo [nHeads * headSize, nOut]. They equal those of DL4J's {@code
 * SelfAttentionLayer} in name, order and layout: {@code setParams} moves them either way. A mask [batch, time] holds 0
 * for padding. No step attends to padding; the output of a sequence of padding only is 0.
 *
 * <p>Differences from DL4J's layer: gradients are correct (DL4J 1.0.0-M2.1 doubles them), and so is the fan-in of the
 * weight initialization. {@code dropOut} applies to the layer's input, weight noise is supported, and padding is
 * masked.
 *
 * <p>Memory: training keeps two arrays [batch, nHeads, time, time] until the backward pass (one at rate 0), which needs
 * one more. Inference needs one. Time is quadratic in the sequence length. Truncated backpropagation and {@code
 * rnnTimeStep} attend within the given segment.
 *
 * <p>Defaults: no projection, one head, headSize = nOut / nHeads. The drop rate is required.
 *
 * <p>Errors, when built: an argument out of range or in contradiction to another. When the network is built: input that
 * is not recurrent, or of another format or size.
 *
 * <p>Papers: Vaswani et al., "Attention Is All You Need", NeurIPS 2017; Zehui et al., "DropAttention: A Regularization
 * Method for Fully-Connected Self-Attention Networks", 2019.
 */
public final class SelfAttentionWithDropout extends FeedForwardLayer implements Stochastic, SelfDescribed {

    @JsonProperty
    private DropRate dropRate;

    @JsonProperty
    private int nHeads;

    @JsonProperty
    private long headSize;

    @JsonProperty
    private boolean projectInput;

    @JsonProperty
    private RNNFormat dataFormat;

    private transient NoiseSource noise;

    /** For JSON. */
    private SelfAttentionWithDropout() {}

    private SelfAttentionWithDropout(Builder builder) {
        super(builder);
        this.dropRate = builder.dropRate;
        this.nHeads = builder.nHeads;
        this.headSize = builder.headSize;
        this.projectInput = builder.projectInput;
        this.dataFormat = builder.dataFormat;
        initializeConstraints(builder);
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int layerIndex,
            INDArray parameters,
            boolean initialize,
            DataType dataType) {
        LayerValidation.assertNInNOutSet(getClass().getSimpleName(), getLayerName(), layerIndex, getNIn(), getNOut());
        SelfAttentionWithDropoutRuntime layer = new SelfAttentionWithDropoutRuntime(conf, dataType);
        layer.setListeners(listeners);
        layer.setIndex(layerIndex);
        layer.setParamsViewArray(parameters);
        layer.setParamTable(initializer().init(conf, parameters, initialize));
        return layer;
    }

    /** Each row of the projections to queries, keys and values is a unit. */
    @Override
    public Optional<Units> unitsOf(String parameterName, ParameterShape shape) {
        long[] sizes = shape.shape();
        return sizes.length == 2
                ? Optional.empty()
                : Optional.of(new Units(Units.Axes.UNITS_INPUTS, sizes[0] * sizes[1], sizes[2]));
    }

    @Override
    public ParamInitializer initializer() {
        return SelfAttentionParameters.INSTANCE;
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        InputTypeRecurrent sequence = sequence(inputType);
        if (nIn <= 0 || override) {
            long given = nOut == nIn ? 0 : nOut;
            nIn = sequence.getSize();
            nOut = projectInput ? nOut : unprojectedSize("nOut of layer " + getLayerName(), given, nIn);
        }
        if (dataFormat == null || override) {
            dataFormat = sequence.getFormat();
        } else if (dataFormat != sequence.getFormat()) {
            throw Arguments.invalid(
                    "dataFormat of layer " + getLayerName(), "left out or that of its input, " + sequence, dataFormat);
        }
    }

    /** Returns nIn: without projection the output has the size of the input. */
    static long unprojectedSize(String name, long nOut, long nIn) {
        if (nOut != 0 && nOut != nIn) {
            throw Arguments.invalid(name + " without projectInput(true)", "left out or nIn, " + nIn, nOut);
        }
        return nIn;
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        InputTypeRecurrent sequence = sequence(inputType);
        return InputType.recurrent(nOut, sequence.getTimeSeriesLength(), sequence.getFormat());
    }

    private InputTypeRecurrent sequence(InputType inputType) {
        if (!(inputType instanceof InputTypeRecurrent)) {
            throw Arguments.invalid(
                    "input of attention layer " + getLayerName(), "a sequence, InputType.recurrent(..)", inputType);
        }
        return (InputTypeRecurrent) inputType;
    }

    @Override
    public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
        return InputTypeUtil.getPreprocessorForInputTypeRnnLayers(inputType, dataFormat(), getLayerName());
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType inputType) {
        InputTypeRecurrent sequence = sequence(inputType);
        long time = sequence.getTimeSeriesLength();
        long square = nHeads * time * time;
        long row = projectInput ? nHeads * headSize : nIn;
        long inference = square + 4 * row * time;
        return new LayerMemoryReport.Builder(getLayerName(), getClass(), inputType, getOutputType(-1, inputType))
                .standardMemory(initializer().numParams(this), updaterStateSize())
                .workingMemory(0, inference, 0, 3 * square + 8 * row * time)
                .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
                .build();
    }

    private long updaterStateSize() {
        return getIUpdater() == null ? 0 : getIUpdater().stateSize(initializer().numParams(this));
    }

    @Override
    public SelfAttentionWithDropout withNoise(NoiseSource source) {
        SelfAttentionWithDropout copy = clone();
        copy.noise = Arguments.required("source", source);
        return copy;
    }

    @Override
    public boolean drawsPerExample() {
        return true;
    }

    NoiseSource noise() {
        return noise == null ? BackendNoise.INSTANCE : noise;
    }

    /**
     * Returns the drop rate of the attention weights.
     *
     * @return as given
     */
    public DropRate dropRate() {
        return dropRate;
    }

    /**
     * Returns the number of attention heads.
     *
     * @return at least 1
     */
    public int nHeads() {
        return nHeads;
    }

    /**
     * Returns the size of a head's queries, keys and values.
     *
     * @return as given, or nOut / nHeads; 0 without projection, where it is nIn
     */
    public long headSize() {
        return headSize;
    }

    /**
     * Tests whether the layer projects its input and output.
     *
     * @return false for a layer without parameters
     */
    public boolean projectInput() {
        return projectInput;
    }

    /**
     * Returns the format of input and output.
     *
     * @return as given, or that of the input type; NCW if neither is known
     */
    public RNNFormat dataFormat() {
        return dataFormat == null ? RNNFormat.NCW : dataFormat;
    }

    boolean isChannelsLast() {
        return dataFormat == RNNFormat.NWC;
    }

    @Override
    public SelfAttentionWithDropout clone() {
        return (SelfAttentionWithDropout) super.clone();
    }

    @Override
    protected boolean canEqual(Object other) {
        return other instanceof SelfAttentionWithDropout;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof SelfAttentionWithDropout) || !super.equals(other)) {
            return false;
        }
        SelfAttentionWithDropout that = (SelfAttentionWithDropout) other;
        return dropRate.equals(that.dropRate)
                && nHeads == that.nHeads
                && headSize == that.headSize
                && projectInput == that.projectInput
                && dataFormat == that.dataFormat;
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), dropRate, nHeads, headSize, projectInput, dataFormat);
    }

    /** Builds a {@link SelfAttentionWithDropout}, with the settings of DL4J's {@code SelfAttentionLayer}. */
    @SuppressWarnings("unchecked")
    public static final class Builder extends FeedForwardLayer.Builder<Builder> {

        private DropRate dropRate;
        private int nHeads = 1;
        private int headSize;
        private boolean projectInput;
        private RNNFormat dataFormat;

        /** Starts without projection. The drop rate is required. */
        public Builder() {
            activationFn = new ActivationIdentity();
        }

        /**
         * Sets the drop rate of the attention weights. DL4J's {@code dropOut} applies to the layer's input.
         *
         * @param rate drop rate d
         * @return this
         */
        public Builder dropRate(DropRate rate) {
            dropRate = rate;
            return this;
        }

        /**
         * Sets the number of attention heads. Default: 1.
         *
         * @param heads at least 1; 1 without projection
         * @return this
         */
        public Builder nHeads(int heads) {
            nHeads = heads;
            return this;
        }

        /**
         * Sets the size of a head's queries, keys and values. Default: nOut / nHeads.
         *
         * @param size at least 1
         * @return this
         */
        public Builder headSize(int size) {
            headSize = Arguments.atLeast("headSize", size, 1);
            return this;
        }

        /**
         * Sets whether to project the input to queries, keys and values, and the heads to the output. Default: false.
         *
         * @param project true for a layer with parameters
         * @return this
         */
        public Builder projectInput(boolean project) {
            projectInput = project;
            return this;
        }

        /**
         * Sets the format of input and output. Default: that of the network's input type; NCW without one.
         *
         * @param format NCW or NWC
         * @return this
         */
        public Builder dataFormat(RNNFormat format) {
            dataFormat = format;
            return this;
        }

        /**
         * Builds the layer.
         *
         * @return a new configuration
         * @throws IllegalArgumentException if an argument is missing, outside its range, or contradicts another
         */
        @Override
        public SelfAttentionWithDropout build() {
            resolve();
            return new SelfAttentionWithDropout(this);
        }

        /** Checks the settings, and computes defaults that depend on others. */
        private void resolve() {
            Arguments.required("dropRate", dropRate);
            Arguments.atLeast("nHeads", nHeads, 1);
            if (!(activationFn instanceof ActivationIdentity)) {
                throw Arguments.invalid(
                        "activation", "identity (put an ActivationLayer after attention)", activationFn);
            }
            if (projectInput) {
                resolveHeadSize();
            } else {
                requireUnprojected();
            }
        }

        private void resolveHeadSize() {
            Arguments.atLeast("nOut", Math.toIntExact(nOut), 1);
            if (headSize == 0 && nOut % nHeads != 0) {
                throw Arguments.invalid("nOut without headSize", "a multiple of nHeads " + nHeads, nOut);
            }
            headSize = headSize == 0 ? Math.toIntExact(nOut / nHeads) : headSize;
        }

        private void requireUnprojected() {
            if (nHeads != 1) {
                throw Arguments.invalid("nHeads without projectInput(true)", "1", nHeads);
            }
            if (headSize != 0) {
                throw Arguments.invalid("headSize without projectInput(true)", "left out", headSize);
            }
            if (nIn != 0) {
                nOut = unprojectedSize("nOut", nOut, nIn);
            }
        }
    }
}
