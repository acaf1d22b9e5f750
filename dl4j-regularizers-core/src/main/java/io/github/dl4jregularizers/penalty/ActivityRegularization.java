package io.github.dl4jregularizers.penalty;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.ParameterlessLayer;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonInclude;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Penalizes activations in training: a layer that returns its input and adds a penalty of it to the loss.
 *
 * <p>Formula: squared * mean(h^2) + absolute * mean(|h|) + temporal * mean((h_t - h_(t-1))^2). The means are over the
 * elements of the minibatch; masked time steps, and differences with them, do not count. Squared is activation
 * regularization (AR), temporal is temporal activation regularization (TAR) of AWD-LSTM; absolute makes activations
 * sparse. DL4J's loss of a sequence is a sum over its time steps, where PyTorch's is a mean. Multiply the coefficients
 * of the paper (2 and 1) by the number of steps.
 *
 * <p>Shapes: any; temporal needs sequences, NCW or NWC. The paper applies AR behind the dropout of the last LSTM and
 * TAR before it: place one such layer on each side of a {@code NoiseLayer}. The penalty is in the score of training
 * steps, and 0 at inference and in layers that are frozen.
 *
 * <p>Default: every coefficient 0, of which at least one has to be set.
 *
 * <p>Errors, {@code IllegalArgumentException}: coefficients out of range or all 0; temporal for inputs other than
 * sequences; masks of images, in training. Without an input type, as in {@code TransferLearning.addLayer}, temporal
 * needs {@code dataFormat}.
 *
 * <p>Papers: Merity, McCann and Socher, "Revisiting Activation Regularization for Language RNNs", 2017; Merity, Keskar
 * and Socher, "Regularizing and Optimizing LSTM Language Models", ICLR 2018.
 */
public final class ActivityRegularization extends ParameterlessLayer {

    private static final long serialVersionUID = 1;

    @JsonProperty
    private final double squared;

    @JsonProperty
    private final double absolute;

    @JsonProperty
    private final double temporal;

    /** Null until the network is built, or for inputs without time steps. */
    @JsonProperty
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private RNNFormat dataFormat;

    @JsonCreator
    private ActivityRegularization(
            @JsonProperty("squared") double squared,
            @JsonProperty("absolute") double absolute,
            @JsonProperty("temporal") double temporal,
            @JsonProperty("dataFormat") RNNFormat dataFormat) {
        this.squared = Arguments.nonNegative("squared", squared);
        this.absolute = Arguments.nonNegative("absolute", absolute);
        this.temporal = Arguments.nonNegative("temporal", temporal);
        if (squared == 0 && absolute == 0 && temporal == 0) {
            throw Arguments.invalid("squared, absolute or temporal", "> 0", "0 for all of them");
        }
        this.dataFormat = dataFormat;
    }

    double squared() {
        return squared;
    }

    double absolute() {
        return absolute;
    }

    double temporal() {
        return temporal;
    }

    /** The axis of the time steps: DL4J's default format is NCW. */
    int timeAxis() {
        return dataFormat == RNNFormat.NWC ? 1 : 2;
    }

    @Override
    public void setNIn(InputType input, boolean override) {
        requireFits(input);
        if (input instanceof InputType.InputTypeRecurrent) {
            dataFormat = ((InputType.InputTypeRecurrent) input).getFormat();
        }
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType input) {
        requireFits(input);
        return input;
    }

    private void requireFits(InputType input) {
        Arguments.required("input type of " + described(), input);
        if (!(input instanceof InputType.InputTypeRecurrent)) {
            if (temporal > 0) {
                throw Arguments.invalid("input type of " + described() + " with temporal", "a sequence", input);
            }
            return;
        }
        RNNFormat format = ((InputType.InputTypeRecurrent) input).getFormat();
        if (dataFormat != null && dataFormat != format) {
            throw Arguments.invalid("dataFormat of " + described(), format + ", that of the input type", dataFormat);
        }
    }

    @Override
    protected Layer runtime(NeuralNetConfiguration conf, DataType dataType) {
        if (temporal > 0) {
            Arguments.required("dataFormat of " + described() + " in a network without an input type", dataFormat);
        }
        return new ActivityRegularizationRuntime(conf, dataType);
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType input) {
        return memory(input, 0, 3 * input.arrayElementsPerExample());
    }

    @Override
    public ActivityRegularization clone() {
        return (ActivityRegularization) super.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ActivityRegularization
                && super.equals(other)
                && squared == ((ActivityRegularization) other).squared
                && absolute == ((ActivityRegularization) other).absolute
                && temporal == ((ActivityRegularization) other).temporal;
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), squared, absolute, temporal);
    }

    @Override
    public String toString() {
        return described() + "(squared " + squared + ", absolute " + absolute + ", temporal " + temporal + ")";
    }

    /** Builds an {@link ActivityRegularization}. */
    public static final class Builder {

        private double squared;
        private double absolute;
        private double temporal;
        private RNNFormat dataFormat;
        private String name;

        /** Starts with every coefficient 0. */
        public Builder() {}

        /**
         * Sets the coefficient of mean(h^2) (AR).
         *
         * @param coefficient finite and at least 0
         * @return this
         */
        public Builder squared(double coefficient) {
            squared = coefficient;
            return this;
        }

        /**
         * Sets the coefficient of mean(|h|): L1 on activations.
         *
         * @param coefficient finite and at least 0
         * @return this
         */
        public Builder absolute(double coefficient) {
            absolute = coefficient;
            return this;
        }

        /**
         * Sets the coefficient of mean((h_t - h_(t-1))^2) (TAR).
         *
         * @param coefficient finite and at least 0
         * @return this
         */
        public Builder temporal(double coefficient) {
            temporal = coefficient;
            return this;
        }

        /**
         * Sets the format of sequences. Default: that of the network's input type.
         *
         * @param format NCW or NWC
         * @return this
         */
        public Builder dataFormat(RNNFormat format) {
            dataFormat = format;
            return this;
        }

        /**
         * Sets the layer's name. Default: DL4J's, or the vertex name in a graph.
         *
         * @param layerName any name
         * @return this
         */
        public Builder name(String layerName) {
            name = layerName;
            return this;
        }

        /**
         * Builds the layer.
         *
         * @return a new configuration
         * @throws IllegalArgumentException if a coefficient is outside its range, or all are 0
         */
        public ActivityRegularization build() {
            ActivityRegularization layer = new ActivityRegularization(squared, absolute, temporal, dataFormat);
            layer.setLayerName(name);
            return layer;
        }
    }
}
