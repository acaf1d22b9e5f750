package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.composite.CompositeConfiguration;
import io.github.dl4jregularizers.internal.composite.CompositeRuntime;
import io.github.dl4jregularizers.internal.composite.InnerLayerTypes;
import io.github.dl4jregularizers.internal.composite.InnerParameters;
import io.github.dl4jregularizers.internal.composite.RecurrentInnerLayer;
import io.github.dl4jregularizers.internal.config.Branches;
import io.github.dl4jregularizers.internal.config.SelfDescribed;
import io.github.dl4jregularizers.internal.dl4j.RunningConfiguration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonInclude;
import org.nd4j.shade.jackson.annotation.JsonInclude.Include;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Several layers in sequence as one layer of the network.
 *
 * <p>Formula: y = f_n(.. f_2(f_1(x))), as the layers themselves, up to rounding. Parameters have the same order; their
 * names start with {@code layer0.}, {@code layer1.} and so on. On the CPU, an engine of the module {@code
 * dl4j-regularizers-cpu} may run the layers as one, which is faster. Printing the network's layer shows which path
 * runs.
 *
 * <p>Shapes: any that the layers accept. No preprocessors are inserted between them. The layers inherit the network's
 * global settings, and keep their own updater and regularization. Gradient normalization per layer treats the sequence
 * as one layer. {@code setLearningRate} of a network does not reach inner layers: use a schedule.
 *
 * <p>Errors, when the network is built: no layers, a layer that needs a preprocessor, an output layer, or a recurrent
 * layer. Put recurrent layers into the network itself, where DL4J finds their state.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.NONE,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE,
        setterVisibility = Visibility.NONE)
public final class LayerSequence extends CompositeConfiguration implements SelfDescribed {

    @JsonProperty
    private final List<Layer> layers;

    /** Null for true, so that the JSON is the same as without the property. */
    @JsonProperty
    @JsonInclude(Include.NON_NULL)
    private final Boolean inputGradient;

    /**
     * Creates a sequence.
     *
     * @param layers one or more hidden layers, the first one next to the input
     * @throws IllegalArgumentException if there are none, or one is missing
     */
    public LayerSequence(Layer... layers) {
        this(null, Arrays.asList(Arguments.required("layers", layers)), null);
    }

    @JsonCreator
    private LayerSequence(
            @JsonProperty("layerName") String layerName,
            @JsonProperty("layers") List<Layer> layers,
            @JsonProperty("inputGradient") Boolean inputGradient) {
        this.layerName = layerName;
        this.inputGradient = Boolean.FALSE.equals(inputGradient) ? inputGradient : null;
        this.layers = requiredLayers("sequence", layers);
        if (layers.isEmpty()) {
            throw Arguments.invalid("layers", "at least one layer", "empty");
        }
    }

    @Override
    public Map<String, Layer> innerLayers() {
        Map<String, Layer> inner = new LinkedHashMap<>();
        InnerParameters.putNumbered(inner, "layer", layers);
        return inner;
    }

    @Override
    public Optional<Branches> branches() {
        return Optional.of(new Branches(List.of(List.copyOf(innerLayers().keySet())), new ActivationIdentity()));
    }

    @Override
    public LayerSequence withInnerLayers(Map<String, Layer> replacements) {
        return new LayerSequence(
                layerName,
                innerLayers().keySet().stream().map(replacements::get).collect(Collectors.toList()),
                inputGradient);
    }

    /** A copy whose backward pass does not compute the gradient with respect to the input. */
    LayerSequence withoutInputGradient() {
        return new LayerSequence(layerName, clones(layers), false);
    }

    @Override
    public LayerSequence clone() {
        return new LayerSequence(layerName, clones(layers), inputGradient);
    }

    @Override
    protected CompositeRuntime<?> runtime(
            NeuralNetConfiguration conf,
            DataType dataType,
            INDArray parameters,
            Map<String, org.deeplearning4j.nn.api.Layer> runtimes) {
        runtimes.forEach((prefix, runtime) -> {
            if (runtime instanceof RecurrentInnerLayer) {
                throw Arguments.invalid(
                        InnerParameters.describe(prefix) + " of LayerSequence " + layerName,
                        "a layer without state over time (put a recurrent layer into the network itself)",
                        RunningConfiguration.of(runtime).getClass().getSimpleName());
            }
        });
        return new LayerSequenceRuntime(conf, dataType, parameters, runtimes, inputGradient == null);
    }

    @Override
    public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
        return layers.get(0).getPreProcessorForInputType(inputType);
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        InnerLayerTypes.set("LayerSequence " + layerName, layers, inputType, override);
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        return InnerLayerTypes.through(layers, inputType);
    }

    @Override
    public boolean equals(Object other) {
        LayerSequence that = other instanceof LayerSequence ? (LayerSequence) other : null;
        return that != null
                && Objects.equals(layerName, that.layerName)
                && Objects.equals(inputGradient, that.inputGradient)
                && layers.equals(that.layers);
    }

    @Override
    public int hashCode() {
        return Objects.hash(layerName, layers, inputGradient);
    }

    @Override
    public String toString() {
        String rest = inputGradient == null ? "" : ", without input gradient";
        return "LayerSequence(" + layerName + ", " + names(layers) + rest + ")";
    }

    /** Builds a {@link LayerSequence}. */
    public static final class Builder {

        private Layer[] layers = {};
        private String name;

        /** Starts without layers. */
        public Builder() {}

        /**
         * Sets the layers.
         *
         * @param inOrder one or more hidden layers, the first one next to the input
         * @return this builder
         */
        public Builder layers(Layer... inOrder) {
            layers = inOrder;
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
         * @throws IllegalArgumentException if there are no layers, or one is missing
         */
        public LayerSequence build() {
            return new LayerSequence(name, Arrays.asList(Arguments.required("layers", layers)), null);
        }
    }
}
