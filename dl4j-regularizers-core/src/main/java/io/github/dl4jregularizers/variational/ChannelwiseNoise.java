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
 * A layer that multiplies activations of any kind and data format by noise, with one learned parameter per unit or
 * channel. The output has the shape of the input.
 */
abstract class ChannelwiseNoise extends FeedForwardLayer implements Stochastic {

    @JsonProperty
    private DataFormat dataFormat;

    private transient NoiseSource noise;

    ChannelwiseNoise() {}

    ChannelwiseNoise(Builder<?> builder) {
        super(builder);
        if (builder.getActivationFn() != null) {
            throw Arguments.invalid(
                    "activation of " + getClass().getSimpleName(),
                    "left out, because the layer below has one",
                    builder.getActivationFn());
        }
        activationFn = new ActivationIdentity();
        nOut = nIn;
        dataFormat = builder.dataFormat;
        initializeConstraints(builder);
    }

    /** Returns the name of the parameter. */
    abstract String parameterKey();

    /** Returns the parameter's initial value. */
    abstract double initialValue();

    abstract ChannelwiseRuntime<?> runtime(NeuralNetConfiguration conf, DataType networkDataType);

    @Override
    public ChannelwiseNoise withNoise(NoiseSource source) {
        ChannelwiseNoise copy = clone();
        copy.noise = Arguments.required("source", source);
        return copy;
    }

    final NoiseSource noise() {
        return noise == null ? BackendNoise.INSTANCE : noise;
    }

    final boolean isChannelsLast() {
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
                    "nIn of " + getClass().getSimpleName() + " \"" + layerName + "\"",
                    "the input's number of channels, " + channels,
                    nIn);
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
        LayerValidation.assertNInNOutSet(getClass().getSimpleName(), getLayerName(), layerIndex, getNIn(), getNOut());
        return LearnedNoise.built(
                runtime(conf, networkDataType), conf, trainingListeners, layerIndex, layerParamsView, initializeParams);
    }

    @Override
    public ParamInitializer initializer() {
        return ChannelParamInitializer.INSTANCE;
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType inputType) {
        return new LayerMemoryReport.Builder(layerName, getClass(), inputType, inputType)
                .standardMemory(getNIn(), getIUpdater().stateSize(getNIn()))
                .workingMemory(0, 0, 0, 2 * inputType.arrayElementsPerExample())
                .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
                .build();
    }

    @Override
    public ChannelwiseNoise clone() {
        return (ChannelwiseNoise) super.clone();
    }

    @Override
    protected boolean canEqual(Object other) {
        return other instanceof ChannelwiseNoise;
    }

    @Override
    public boolean equals(Object other) {
        return other != null
                && getClass() == other.getClass()
                && super.equals(other)
                && dataFormat == ((ChannelwiseNoise) other).dataFormat;
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), dataFormat);
    }

    /** The options of both layers. */
    abstract static class Builder<T extends Builder<T>> extends FeedForwardLayer.Builder<T> {

        private DataFormat dataFormat;

        /**
         * Sets the format of the activations, for networks without an input type.
         *
         * @param format a {@code CNN2DFormat}, {@code RNNFormat} or {@code Convolution3D.DataFormat}; null for channels
         *     first
         * @return this
         */
        @SuppressWarnings("unchecked")
        public T dataFormat(DataFormat format) {
            dataFormat = format;
            return (T) this;
        }
    }
}
