package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.backend.PaddedLayer;
import io.github.dl4jregularizers.internal.config.SelfDescribed;
import io.github.dl4jregularizers.internal.dl4j.ParameterlessLayer;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutionalFlat;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Parameter-free shortcut of CIFAR ResNets, option A of the paper: subsamples rows and columns, and pads channels with
 * 0.
 *
 * <p>Formula: y[n, c, i, j] = x[n, c, i stride, j stride] for input channels c, and 0 for the appended channels.
 *
 * <p>Shapes: [batch, nIn, height, width] becomes [batch, nOut, ceil(height / stride), ceil(width / stride)], or the
 * same with channels last. A convolution of the same stride has that size in {@code ConvolutionMode.Same}, and with a
 * 3x3 kernel and padding 1.
 *
 * <p>Defaults: the data format of the network's input type; channels first without one.
 *
 * <p>Errors, when the network is built: input that is not convolutional, or has more than nOut channels. Without an
 * input type, the latter fails in the first forward pass.
 *
 * <p>Paper: He et al., "Deep Residual Learning for Image Recognition", CVPR 2016, section 3.3.
 */
public final class PaddedShortcut extends ParameterlessLayer implements PaddedLayer, SelfDescribed {

    @JsonProperty
    private final int nOut;

    @JsonProperty
    private final int stride;

    @JsonProperty
    private CNN2DFormat dataFormat;

    /**
     * Creates a shortcut in the network's data format.
     *
     * @param nOut number of output channels, at least 1 and at least the number of input channels
     * @param stride step between the rows and columns that are kept, at least 1
     * @throws IllegalArgumentException if an argument is below 1
     */
    public PaddedShortcut(int nOut, int stride) {
        this(nOut, stride, CNN2DFormat.NCHW);
    }

    @JsonCreator
    private PaddedShortcut(
            @JsonProperty("nOut") int nOut,
            @JsonProperty("stride") int stride,
            @JsonProperty("dataFormat") CNN2DFormat dataFormat) {
        this.nOut = Arguments.atLeast("nOut", nOut, 1);
        this.stride = Arguments.atLeast("stride", stride, 1);
        this.dataFormat = Arguments.required("dataFormat", dataFormat);
    }

    @Override
    public int outputChannels() {
        return nOut;
    }

    @Override
    public int keptEvery() {
        return stride;
    }

    @Override
    public boolean hasChannelsLast() {
        return isChannelsLast();
    }

    int nOut() {
        return nOut;
    }

    int stride() {
        return stride;
    }

    boolean isChannelsLast() {
        return dataFormat == CNN2DFormat.NHWC;
    }

    /** Adopts the data format of the input type, as DL4J's layers do. */
    @Override
    public void setNIn(InputType input, boolean override) {
        dataFormat = maps(input).getFormat();
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType input) {
        InputTypeConvolutional maps = maps(input);
        requireFits(maps.getChannels());
        return InputType.convolutional(kept(maps.getHeight()), kept(maps.getWidth()), nOut, maps.getFormat());
    }

    private InputTypeConvolutional maps(InputType input) {
        if (!(input instanceof InputTypeConvolutional)) {
            throw Arguments.invalid("input type of " + described(), "convolutional", input);
        }
        return (InputTypeConvolutional) input;
    }

    void requireFits(long channels) {
        if (channels > nOut) {
            throw Arguments.invalid("nOut of " + described(), ">= the " + channels + " channels of its input", nOut);
        }
    }

    /** Returns the number of rows or columns after subsampling. */
    long kept(long size) {
        return (size + stride - 1) / stride;
    }

    @Override
    public InputPreProcessor getPreProcessorForInputType(InputType input) {
        if (input instanceof InputTypeConvolutionalFlat) {
            InputTypeConvolutionalFlat flat = (InputTypeConvolutionalFlat) input;
            return new FeedForwardToCnnPreProcessor(flat.getHeight(), flat.getWidth(), flat.getDepth());
        }
        maps(input);
        return null;
    }

    @Override
    protected Layer runtime(NeuralNetConfiguration conf, DataType dataType) {
        return new PaddedShortcutRuntime(conf, dataType);
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType input) {
        return memory(input, 0, 0);
    }

    @Override
    public PaddedShortcut clone() {
        return (PaddedShortcut) super.clone();
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof PaddedShortcut) || !super.equals(other)) {
            return false;
        }
        PaddedShortcut that = (PaddedShortcut) other;
        return nOut == that.nOut && stride == that.stride && dataFormat == that.dataFormat;
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), nOut, stride, dataFormat);
    }

    @Override
    public String toString() {
        return described() + "(nOut " + nOut + ", stride " + stride + ", " + dataFormat + ")";
    }

    /** Builds a {@link PaddedShortcut}. */
    public static final class Builder {

        private int nOut;
        private int stride = 1;
        private CNN2DFormat dataFormat = CNN2DFormat.NCHW;
        private String name;

        /** Starts with stride 1; nOut has to be set. */
        public Builder() {}

        /**
         * Sets the number of output channels.
         *
         * @param channels at least 1, and at least the number of input channels
         * @return this builder
         */
        public Builder nOut(int channels) {
            nOut = channels;
            return this;
        }

        /**
         * Sets the step between the rows and columns that are kept. Default: 1.
         *
         * @param step at least 1
         * @return this builder
         */
        public Builder stride(int step) {
            stride = step;
            return this;
        }

        /**
         * Sets the data format of a network without an input type. Default: channels first.
         *
         * @param format replaced by that of the input type, if there is one
         * @return this builder
         */
        public Builder dataFormat(CNN2DFormat format) {
            dataFormat = format;
            return this;
        }

        /**
         * Sets the layer's name. Default: DL4J's, or the vertex name in a graph.
         *
         * @param layerName any name
         * @return this builder
         */
        public Builder name(String layerName) {
            name = layerName;
            return this;
        }

        /**
         * Builds the layer.
         *
         * @return a new configuration
         * @throws IllegalArgumentException if nOut or stride is below 1, or the data format is missing
         */
        public PaddedShortcut build() {
            PaddedShortcut layer = new PaddedShortcut(nOut, stride, dataFormat);
            layer.setLayerName(name);
            return layer;
        }
    }
}
