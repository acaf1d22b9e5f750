package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.BackendNoise;
import io.github.dl4jregularizers.noise.NoiseSource;
import io.github.dl4jregularizers.noise.Stochastic;
import java.util.Collection;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.LayerValidation;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Gaussian dropout, as a layer of its own, that learns how strong the noise on each unit or channel may be: variational
 * dropout.
 *
 * <p>Formula: y = x (1 + sqrt(alpha_c) eps), with one standard normal eps for each element and one alpha for each unit or
 * channel c; identity at inference. alpha_c = maxAlpha * sigmoid(rho_c) with rho learned: never above the bound, and with
 * a gradient everywhere, which clipping would not have beyond it. The score gets {@link KlWeight} times the sum over c of
 * KL(alpha_c), in the approximation of {@link VariationalDense}, which holds for every alpha; the polynomial of the paper
 * holds up to alpha = 1 only.
 *
 * <p>Shapes: feed-forward, recurrent and convolutional activations in every data format; output as input. Parameter
 * {@code logit} (rho), [channels], which no weight decay touches.
 *
 * <p>Defaults: alpha starts at 0.1 and stays below 1, the variance of dropout at rate 0.5, as in the paper. The {@link
 * KlWeight} has to be given. The format is that of the network's input type; a network without one has to declare
 * channels last, and the number of channels.
 *
 * <p>Errors: {@code IllegalArgumentException} at build for values out of range, an activation function, and time steps
 * that were made examples.
 *
 * <p>Paper: Kingma, Salimans and Welling, "Variational Dropout and the Local Reparameterization Trick", NIPS 2015,
 * section 3; the divergence: Molchanov et al., ICML 2017, equation 14.
 */
public final class LearnedGaussianDropout extends FeedForwardLayer implements Stochastic {

    @JsonProperty
    private KlWeight klWeight;

    @JsonProperty
    private double initialAlpha;

    @JsonProperty
    private double maxAlpha;

    @JsonProperty
    private DataFormat dataFormat;

    private transient NoiseSource noise;

    private LearnedGaussianDropout() {}

    private LearnedGaussianDropout(Builder builder) {
        super(builder);
        if (builder.getActivationFn() != null) {
            throw Arguments.invalid(
                    "activation of LearnedGaussianDropout", "left to the layer below", builder.getActivationFn());
        }
        activationFn = new ActivationIdentity();
        nOut = nIn;
        klWeight = Arguments.required("klWeight", builder.klWeight);
        maxAlpha = Arguments.between("maxAlpha", builder.maxAlpha, 1e-4, 1e4);
        initialAlpha = Arguments.positive("initialAlpha", builder.initialAlpha);
        if (initialAlpha >= maxAlpha) {
            throw Arguments.invalid("initialAlpha", "< maxAlpha = " + maxAlpha, initialAlpha);
        }
        dataFormat = builder.dataFormat;
        initializeConstraints(builder);
    }

    @Override
    public LearnedGaussianDropout withNoise(NoiseSource source) {
        LearnedGaussianDropout copy = clone();
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

    KlWeight klWeight() {
        return klWeight;
    }

    double maxAlpha() {
        return maxAlpha;
    }

    /** rho at the beginning. */
    double initialLogit() {
        return Math.log(initialAlpha / (maxAlpha - initialAlpha));
    }

    boolean isChannelsLast() {
        return dataFormat == CNN2DFormat.NHWC
                || dataFormat == RNNFormat.NWC
                || dataFormat == Convolution3D.DataFormat.NDHWC;
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        KlWeight.refuseTimeSteps(this, inputType);
        long channels = channels(inputType);
        if (nIn <= 0 || override) {
            nIn = channels;
        }
        if (nIn != channels) {
            throw Arguments.invalid(
                    "nIn of LearnedGaussianDropout \"" + layerName + "\"", "that of its input, " + channels, nIn);
        }
        nOut = nIn;
    }

    private long channels(InputType inputType) {
        switch (inputType.getType()) {
            case RNN:
                dataFormat = ((InputType.InputTypeRecurrent) inputType).getFormat();
                return ((InputType.InputTypeRecurrent) inputType).getSize();
            case CNN:
                dataFormat = ((InputType.InputTypeConvolutional) inputType).getFormat();
                return ((InputType.InputTypeConvolutional) inputType).getChannels();
            case CNN3D:
                dataFormat = ((InputType.InputTypeConvolutional3D) inputType).getDataFormat();
                return ((InputType.InputTypeConvolutional3D) inputType).getChannels();
            default:
                dataFormat = null;
                return inputType.arrayElementsPerExample();
        }
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        return inputType;
    }

    @Override
    public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
        return null;
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> trainingListeners,
            int layerIndex,
            INDArray layerParamsView,
            boolean initializeParams,
            DataType networkDataType) {
        LayerValidation.assertNInNOutSet("LearnedGaussianDropout", getLayerName(), layerIndex, getNIn(), getNOut());
        LearnedGaussianDropoutRuntime runtime = new LearnedGaussianDropoutRuntime(conf, networkDataType);
        runtime.setListeners(trainingListeners);
        runtime.setIndex(layerIndex);
        runtime.setParamsViewArray(layerParamsView);
        runtime.setParamTable(initializer().init(conf, layerParamsView, initializeParams));
        runtime.setConf(conf);
        return runtime;
    }

    @Override
    public ParamInitializer initializer() {
        return LogitParamInitializer.INSTANCE;
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType inputType) {
        return new LayerMemoryReport.Builder(layerName, LearnedGaussianDropout.class, inputType, inputType)
                .standardMemory(getNIn(), getIUpdater().stateSize(getNIn()))
                .workingMemory(0, 0, 0, 2 * inputType.arrayElementsPerExample())
                .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
                .build();
    }

    @Override
    public LearnedGaussianDropout clone() {
        return (LearnedGaussianDropout) super.clone();
    }

    @Override
    protected boolean canEqual(Object other) {
        return other instanceof LearnedGaussianDropout;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof LearnedGaussianDropout) || !super.equals(other)) {
            return false;
        }
        LearnedGaussianDropout that = (LearnedGaussianDropout) other;
        return klWeight.equals(that.klWeight)
                && initialAlpha == that.initialAlpha
                && maxAlpha == that.maxAlpha
                && dataFormat == that.dataFormat;
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), klWeight, initialAlpha, maxAlpha, dataFormat);
    }

    @Override
    public String toString() {
        return "LearnedGaussianDropout(" + layerName + ", " + nIn + " channels, " + klWeight + ", alpha from "
                + initialAlpha + ", below " + maxAlpha + ")";
    }

    /** Builder; only the {@link KlWeight} has to be set in a network with an input type. */
    @SuppressWarnings("unchecked")
    public static final class Builder extends FeedForwardLayer.Builder<Builder> {

        private KlWeight klWeight;
        private double initialAlpha = 0.1;
        private double maxAlpha = 1;
        private DataFormat dataFormat;

        /** Starts with alpha 0.1, below 1. */
        public Builder() {}

        /**
         * How much the divergence counts in the score. Has to be given, the same for all layers of a network.
         *
         * @param weight not null
         * @return this
         */
        public Builder klWeight(KlWeight weight) {
            klWeight = weight;
            return this;
        }

        /**
         * Where every alpha starts.
         *
         * @param alpha above 0 and below maxAlpha; d / (1 - d) is the variance of dropout at rate d
         * @return this
         */
        public Builder initialAlpha(double alpha) {
            initialAlpha = alpha;
            return this;
        }

        /**
         * What no alpha exceeds.
         *
         * @param alpha in [1e-4, 1e4]
         * @return this
         */
        public Builder maxAlpha(double alpha) {
            maxAlpha = alpha;
            return this;
        }

        /**
         * Format of the activations, for networks without an input type.
         *
         * @param format a {@code CNN2DFormat}, {@code RNNFormat} or {@code Convolution3D.DataFormat}; null for channels
         *     first
         * @return this
         */
        public Builder dataFormat(DataFormat format) {
            dataFormat = format;
            return this;
        }

        /**
         * The layer.
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
