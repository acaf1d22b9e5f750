package io.github.dl4jregularizers.dropout;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.DataFormats;
import io.github.dl4jregularizers.internal.config.SelfDescribed;
import io.github.dl4jregularizers.internal.dl4j.ParameterlessLayer;
import io.github.dl4jregularizers.noise.NoiseSource;
import io.github.dl4jregularizers.noise.Stochastic;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonInclude;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Applies a dropout or noise as a separate layer in training; identity at inference.
 *
 * <p>Formula: y = noise(x), with dL/dx as the noise defines it.
 *
 * <p>Shapes: any that the noise accepts; output as input. Accepts every {@code IDropout}: this library's, DL4J's and
 * custom ones. Place it before layers that ignore their own dropout (activation, pooling, embedding), or whose gradient
 * with dropout is wrong (Convolution1D, Convolution3D, Deconvolution). As the first layer, it adds noise to the inputs.
 * Unlike DL4J's {@code DropoutLayer}, it never writes into its input, and it passes sequence masks on. A dropout set
 * for the whole network does not apply to it.
 *
 * <p>Data format: noise without a {@code dataFormat} adopts the format of the network's input type. This concerns
 * {@link SpatialDropout}, {@link LockedDropout}, {@link DropBlock} and the mask shapes that share draws over one axis.
 *
 * <p>Errors, when the network is built: a {@code dataFormat} that contradicts the input type, or an input that the
 * noise does not accept. Without an input type, as in {@code TransferLearning.addLayer}, such noise needs its {@code
 * dataFormat}.
 */
public final class NoiseLayer extends ParameterlessLayer implements Stochastic, SelfDescribed {

    @JsonProperty
    private IDropout noise;

    /** Null until the network is built, and in a network without an input type. */
    @JsonProperty
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private InputType inputType;

    /**
     * Creates a layer.
     *
     * @param noise applied in training; each network gets a clone
     * @throws IllegalArgumentException if noise is missing
     */
    @JsonCreator
    public NoiseLayer(@JsonProperty("noise") IDropout noise) {
        this.noise = Arguments.required("noise", noise);
    }

    /**
     * Returns the noise.
     *
     * @return as given; the runtime layer uses a clone
     */
    public IDropout noise() {
        return noise;
    }

    /**
     * Copies the layer, with another noise source.
     *
     * @param source supplies the draws
     * @return the copy
     * @throws IllegalArgumentException if source is missing, or the noise is not a {@link Stochastic}, such as DL4J's
     *     own
     */
    @Override
    public NoiseLayer withNoise(NoiseSource source) {
        if (!(noise instanceof Stochastic)) {
            throw Arguments.invalid("noise of " + described(), "a Stochastic, which accepts a noise source", noise);
        }
        return withActivationNoise((IDropout) ((Stochastic) noise).withNoise(source));
    }

    @Override
    public Optional<IDropout> activationNoise() {
        return Optional.of(noise);
    }

    @Override
    public NoiseLayer withActivationNoise(IDropout replacement) {
        NoiseLayer copy = clone();
        copy.noise = Arguments.required("noise", replacement);
        return copy;
    }

    @Override
    public boolean drawsPerExample() {
        return noise instanceof Stochastic && ((Stochastic) noise).drawsPerExample();
    }

    @Override
    public void setNIn(InputType input, boolean override) {
        requireFits(input);
        inputType = input;
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType input) {
        requireFits(input);
        return input;
    }

    private void requireFits(InputType input) {
        Arguments.required("input type of " + described(), input);
        if (noise instanceof ActivationNoise) {
            ((ActivationNoise) noise).requireFits(input, described());
        } else if (noise instanceof org.deeplearning4j.nn.conf.dropout.SpatialDropout
                && DataFormats.isChannelsLast(DataFormats.of(input))) {
            throw Arguments.invalid(
                    "noise of " + described(),
                    "this library's SpatialDropout in channels-last format (DL4J's drops rows or time steps there)",
                    noise);
        }
    }

    /** Returns a clone of the noise, in the format of the input type where the noise depends on it and has none. */
    private IDropout ownNoise() {
        if (!(noise instanceof ActivationNoise)) {
            return noise.clone();
        }
        ActivationNoise own = (ActivationNoise) noise;
        if (!own.dependsOnFormat() || own.dataFormat() != null) {
            return own.clone();
        }
        if (inputType == null) {
            throw Arguments.invalid(
                    "dataFormat of the " + own + " in " + described(),
                    "given, because the network has no input type (or call setInputType)",
                    null);
        }
        return own.inFormat(DataFormats.of(inputType));
    }

    @Override
    protected Layer runtime(NeuralNetConfiguration conf, DataType dataType) {
        return new NoiseLayerRuntime(conf, dataType, ownNoise());
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType input) {
        return memory(input, 0, input.arrayElementsPerExample());
    }

    @Override
    public NoiseLayer clone() {
        return (NoiseLayer) super.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NoiseLayer && super.equals(other) && noise.equals(((NoiseLayer) other).noise);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), noise);
    }

    @Override
    public String toString() {
        return described() + "(" + noise + ")";
    }

    /** Builds a {@link NoiseLayer}. */
    public static final class Builder {

        private final IDropout noise;
        private String name;

        /**
         * Starts a builder.
         *
         * @param noise applied in training
         */
        public Builder(IDropout noise) {
            this.noise = noise;
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
         * @throws IllegalArgumentException if the noise is missing
         */
        public NoiseLayer build() {
            NoiseLayer layer = new NoiseLayer(noise);
            layer.setLayerName(name);
            return layer;
        }
    }
}
