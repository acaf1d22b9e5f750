package io.github.dl4jregularizers.dropout;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.SelfDescribed;
import io.github.dl4jregularizers.noise.NoiseSource;
import io.github.dl4jregularizers.noise.Stochastic;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.NoParamLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonInclude;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A dropout or noise as a layer of its own: applied in training to what the layer below gives, identity at inference.
 *
 * <p>Formula: y = noise(x), dL/dx = the noise's derivative; no parameters.
 *
 * <p>Shapes: whatever the noise takes; output as input. Takes every {@code IDropout}: this library's, DL4J's and yours.
 * It stands wherever a layer can: before layers that ignore their own dropout (activation, pooling, embedding, ...) or
 * have a wrong gradient with one (Convolution1D, Convolution3D, Deconvolution), and as the first layer, for noise on the
 * inputs. Unlike DL4J's {@code DropoutLayer} it never changes the array it is given and takes the masks of sequences,
 * which it passes on. A dropout that is set for the whole network does not apply to this layer.
 *
 * <p>Errors: noise that depends on the data format ({@link MaskShape#PER_CHANNEL}, {@link MaskShape#SAME_OVER_TIME},
 * {@link MaskShape#SAME_OVER_CHANNELS}, {@link DropBlock}) is checked against the network's input type when the network is
 * built: a format that contradicts it, channels last that is not declared, or a kind of input that the noise does not fit
 * are an {@link IllegalArgumentException}. In a network without an input type such noise has to declare its format. Unlike
 * in {@code .dropOut(..)}, activations in channels-last format may have any shape.
 */
public final class NoiseLayer extends NoParamLayer implements Stochastic, SelfDescribed {

    @JsonProperty
    private IDropout noise;

    /** As the network that was built says; null before, and in a network without an input type. */
    @JsonProperty
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private InputType inputType;

    /**
     * A layer around a noise.
     *
     * @param noise what to apply in training; each network that is built has its own clone
     * @throws IllegalArgumentException if noise is missing
     */
    @JsonCreator
    public NoiseLayer(@JsonProperty("noise") IDropout noise) {
        this.noise = Arguments.required("noise", noise);
    }

    /**
     * The noise.
     *
     * @return as given; the layer in a network works with a clone
     */
    public IDropout noise() {
        return noise;
    }

    /**
     * A copy whose noise draws from another source.
     *
     * @param source where to draw from
     * @return the copy
     * @throws IllegalArgumentException if source is missing, or the noise is of a class that does not let its source be
     *     chosen, as DL4J's do
     */
    @Override
    public NoiseLayer withNoise(NoiseSource source) {
        if (!(noise instanceof Stochastic)) {
            throw Arguments.invalid(
                    "noise of " + name(), "of a class that can draw from a given source (a Stochastic)", noise);
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
        Arguments.required("input type of " + name(), input);
        if (noise instanceof ActivationNoise) {
            ((ActivationNoise) noise).requireFits(input, name());
        } else if (noise instanceof SpatialDropout && MaskShape.isChannelsLast(MaskShape.formatOf(input))) {
            throw Arguments.invalid(
                    "noise of " + name(),
                    "this library's Dropout with MaskShape.PER_CHANNEL in channels-last format, where DL4J's"
                            + " SpatialDropout drops rows or time steps",
                    noise);
        }
    }

    private void requireKnownFormat() {
        if (inputType == null && noise instanceof ActivationNoise) {
            ActivationNoise own = (ActivationNoise) noise;
            if (own.dependsOnFormat() && own.dataFormat() == null) {
                throw Arguments.invalid(
                        "dataFormat of the " + own + " in " + name(),
                        "given, because the network has no input type (or call setInputType)",
                        null);
            }
        }
    }

    private String name() {
        return "NoiseLayer" + (layerName == null ? "" : " " + layerName);
    }

    @Override
    public InputPreProcessor getPreProcessorForInputType(InputType input) {
        return null;
    }

    @Override
    public org.deeplearning4j.nn.api.Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int layerIndex,
            INDArray parametersView,
            boolean initializeParameters,
            DataType networkDataType) {
        requireKnownFormat();
        NoiseLayerRuntime layer = new NoiseLayerRuntime(conf, networkDataType, noise.clone());
        layer.setListeners(listeners);
        layer.setIndex(layerIndex);
        return layer;
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType input) {
        return new LayerMemoryReport.Builder(layerName, NoiseLayer.class, input, input)
                .standardMemory(0, 0)
                .workingMemory(0, 0, 0, input.arrayElementsPerExample())
                .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
                .build();
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
        return name() + "(" + noise + ")";
    }
}
