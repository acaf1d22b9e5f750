package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.composite.CompositeConfiguration;
import io.github.dl4jregularizers.internal.composite.CompositeRuntime;
import io.github.dl4jregularizers.internal.composite.InnerLayerTypes;
import io.github.dl4jregularizers.internal.composite.InnerParameters;
import io.github.dl4jregularizers.internal.config.Branches;
import io.github.dl4jregularizers.internal.config.SelfDescribed;
import io.github.dl4jregularizers.noise.BackendNoise;
import io.github.dl4jregularizers.noise.NoiseSource;
import io.github.dl4jregularizers.noise.Stochastic;
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
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Residual block with stochastic depth: drops its body at random in training, and then does not compute it.
 *
 * <p>Formula: y = a(s(x) + f(x) / (1 - d)) where the body f is kept, and y = a(s(x)) where it is dropped. The drop rate
 * is d, the activation a, and the shortcut s the identity by default. At inference y = a(s(x) + f(x)). With {@code
 * scaleAtInference(true)}, as in the paper, training does not divide and inference computes (1 - d) f(x).
 *
 * <p>The body is dropped per batch by default (stochastic depth), or per example with {@code perExample(true)}
 * (DropPath).
 *
 * <p>A dropped body has no cost: no forward pass, no backward pass, no update of running statistics. Its gradients are
 * 0. Momentum and weight decay still move its weights, as in the paper's code. {@code freezeDropped(true)} stops both.
 *
 * <p>Shapes: any that the inner layers accept. Body and shortcut need the same output shape. No preprocessors are
 * inserted between inner layers. Inner layers inherit the network's global settings, and keep their own updater and
 * regularization. Gradient normalization per layer treats the block as one layer. {@code setLearningRate} of a network
 * does not reach inner layers: use a schedule.
 *
 * <p>Recurrent inner layers keep their state for {@code rnnTimeStep} and truncated backpropagation through time. A
 * dropped body keeps the state it had.
 *
 * <p>Defaults: drop rate 0, identity shortcut, ReLU after the addition. For pre-activation, start the body with
 * normalization and activation, and set {@code activation(Activation.IDENTITY)}.
 *
 * <p>Errors, when the network is built: different output shapes of body and shortcut, an inner layer that needs a
 * preprocessor, an output layer inside. In use: truncated backpropagation with {@code perExample(true)}, and state of a
 * recurrent layer in a wrapper without state, such as {@code LastTimeStep}.
 *
 * <p>Papers: Huang et al., "Deep Networks with Stochastic Depth", ECCV 2016; He et al., "Deep Residual Learning for
 * Image Recognition", CVPR 2016, and "Identity Mappings in Deep Residual Networks", ECCV 2016.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.NONE,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE,
        setterVisibility = Visibility.NONE)
public final class ResidualBlock extends CompositeConfiguration implements Stochastic, SelfDescribed {

    private static final String BODY = "body";
    private static final String SHORTCUT = "shortcut";

    @JsonProperty
    private final List<Layer> body;

    @JsonProperty
    private final List<Layer> shortcut;

    @JsonProperty
    private final DropRate dropRate;

    @JsonProperty
    private final boolean perExample;

    @JsonProperty
    private final boolean scaleAtInference;

    @JsonProperty
    private final boolean freezeDropped;

    @JsonProperty
    private final IActivation activation;

    private transient NoiseSource noise;

    @JsonCreator
    private ResidualBlock(
            @JsonProperty("layerName") String layerName,
            @JsonProperty("body") List<Layer> body,
            @JsonProperty("shortcut") List<Layer> shortcut,
            @JsonProperty("dropRate") DropRate dropRate,
            @JsonProperty("perExample") boolean perExample,
            @JsonProperty("scaleAtInference") boolean scaleAtInference,
            @JsonProperty("freezeDropped") boolean freezeDropped,
            @JsonProperty("activation") IActivation activation) {
        this.layerName = layerName;
        this.body = requiredLayers(BODY, body);
        this.shortcut = requiredLayers(SHORTCUT, shortcut);
        this.dropRate = Arguments.required("dropRate", dropRate);
        this.perExample = perExample;
        this.scaleAtInference = scaleAtInference;
        this.freezeDropped = freezeDropped;
        this.activation = Arguments.required("activation", activation);
        if (body.isEmpty()) {
            throw Arguments.invalid(BODY, "at least one layer", "empty");
        }
    }

    private ResidualBlock holding(List<Layer> otherBody, List<Layer> otherShortcut) {
        ResidualBlock copy = new ResidualBlock(
                layerName, otherBody, otherShortcut, dropRate, perExample, scaleAtInference, freezeDropped, activation);
        copy.noise = noise;
        return copy;
    }

    static boolean isBody(String prefix) {
        return prefix.startsWith(BODY);
    }

    @Override
    public Map<String, Layer> innerLayers() {
        Map<String, Layer> layers = new LinkedHashMap<>();
        InnerParameters.putNumbered(layers, BODY, body);
        InnerParameters.putNumbered(layers, SHORTCUT, shortcut);
        return layers;
    }

    /** The factor of a block that is scaled at inference is at most 1, so the sum bounds it. */
    @Override
    public Optional<Branches> branches() {
        Map<Boolean, List<String>> prefixes =
                innerLayers().keySet().stream().collect(Collectors.partitioningBy(ResidualBlock::isBody));
        return Optional.of(new Branches(List.of(prefixes.get(false), prefixes.get(true)), activation));
    }

    @Override
    public ResidualBlock withInnerLayers(Map<String, Layer> replacements) {
        List<Layer> all = innerLayers().keySet().stream().map(replacements::get).collect(Collectors.toList());
        return holding(all.subList(0, body.size()), all.subList(body.size(), all.size()));
    }

    @Override
    public ResidualBlock withNoise(NoiseSource source) {
        ResidualBlock copy = clone();
        copy.noise = Arguments.required("source", source);
        return copy;
    }

    /** A block that is never dropped, the usual residual block, draws nothing; the layers in it may. */
    @Override
    public boolean draws() {
        return !dropRate.isAlwaysZero();
    }

    @Override
    public boolean drawsPerExample() {
        return perExample;
    }

    @Override
    public ResidualBlock clone() {
        return holding(clones(body), clones(shortcut));
    }

    @Override
    protected CompositeRuntime<?> runtime(
            NeuralNetConfiguration conf,
            DataType dataType,
            INDArray parameters,
            Map<String, org.deeplearning4j.nn.api.Layer> layers) {
        return ResidualBlockRuntime.of(conf, dataType, parameters, layers);
    }

    @Override
    public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
        return body.get(0).getPreProcessorForInputType(inputType);
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        InnerLayerTypes.set("body of ResidualBlock " + layerName, body, inputType, override);
        InnerLayerTypes.set("shortcut of ResidualBlock " + layerName, shortcut, inputType, override);
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        InputType output = InnerLayerTypes.through(body, inputType);
        InputType skipped = InnerLayerTypes.through(shortcut, inputType);
        InputType common = InnerLayerTypes.common(output, skipped);
        if (common == null) {
            throw Arguments.invalid(
                    "output of the body of ResidualBlock " + layerName,
                    "of the shortcut's shape " + skipped
                            + " (use a projection or PaddedShortcut as the shortcut to change that shape)",
                    output);
        }
        return common;
    }

    /**
     * Returns the drop rate of the body.
     *
     * @return as given
     */
    public DropRate dropRate() {
        return dropRate;
    }

    boolean perExample() {
        return perExample;
    }

    boolean scaleAtInference() {
        return scaleAtInference;
    }

    boolean freezesDropped() {
        return freezeDropped;
    }

    IActivation activation() {
        return activation;
    }

    NoiseSource noise() {
        return noise == null ? BackendNoise.INSTANCE : noise;
    }

    @Override
    public boolean equals(Object other) {
        ResidualBlock that = other instanceof ResidualBlock ? (ResidualBlock) other : null;
        return that != null
                && Objects.equals(layerName, that.layerName)
                && body.equals(that.body)
                && shortcut.equals(that.shortcut)
                && dropRate.equals(that.dropRate)
                && perExample == that.perExample
                && scaleAtInference == that.scaleAtInference
                && freezeDropped == that.freezeDropped
                && activation.equals(that.activation);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                layerName, body, shortcut, dropRate, perExample, scaleAtInference, freezeDropped, activation);
    }

    @Override
    public String toString() {
        return "ResidualBlock(" + layerName + ", body " + names(body) + ", shortcut " + names(shortcut) + ", "
                + dropRate + (perExample ? " per example" : "") + ", " + activation + ")";
    }

    /** Builds a {@link ResidualBlock}. Only the body is required. */
    public static final class Builder {

        private String name;
        private List<Layer> body = List.of();
        private List<Layer> shortcut = List.of();
        private DropRate dropRate = DropRate.of(0);
        private boolean perExample;
        private boolean scaleAtInference;
        private boolean freezeDropped;
        private IActivation activation = Activation.RELU.getActivationFunction();

        /** Starts with an identity shortcut, drop rate 0 and ReLU. */
        public Builder() {}

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
         * Sets the layers of the body.
         *
         * @param layers one or more hidden layers, the first one next to the input
         * @return this builder
         */
        public Builder body(Layer... layers) {
            body = Arrays.asList(Arguments.required("body", layers));
            return this;
        }

        /**
         * Sets the layers of the shortcut. Default: none, the identity.
         *
         * @param layers hidden layers, such as a 1x1 convolution and its normalization
         * @return this builder
         */
        public Builder shortcut(Layer... layers) {
            shortcut = Arrays.asList(Arguments.required("shortcut", layers));
            return this;
        }

        /**
         * Sets the drop rate of the body. Default: 0, a plain residual block.
         *
         * @param rate drop rate
         * @return this builder
         */
        public Builder dropRate(DropRate rate) {
            dropRate = rate;
            return this;
        }

        /**
         * Sets whether the body is dropped per example (DropPath) instead of per batch (stochastic depth). The body
         * runs on the kept examples only: BatchNormalization inside sees no others. Default: false.
         *
         * @param drawPerExample true for one draw per example
         * @return this builder
         */
        public Builder perExample(boolean drawPerExample) {
            perExample = drawPerExample;
            return this;
        }

        /**
         * Sets where the body is scaled: at inference by the retain probability, as in the paper, or in training by its
         * inverse. Default: false, in training.
         *
         * @param atInference true to scale at inference
         * @return this builder
         */
        public Builder scaleAtInference(boolean atInference) {
            scaleAtInference = atInference;
            return this;
        }

        /**
         * Sets whether a body that was dropped for the whole batch keeps its weights in that step: neither momentum nor
         * weight decay moves them. Default: false, as in the paper's code.
         *
         * @param freeze true to keep them
         * @return this builder
         */
        public Builder freezeDropped(boolean freeze) {
            freezeDropped = freeze;
            return this;
        }

        /**
         * Sets the activation after the addition. Default: ReLU.
         *
         * @param function {@code IDENTITY} for pre-activation blocks
         * @return this builder
         */
        public Builder activation(Activation function) {
            return activation(Arguments.required("activation", function).getActivationFunction());
        }

        /**
         * Sets the activation after the addition. Default: ReLU.
         *
         * @param function any activation function
         * @return this builder
         */
        public Builder activation(IActivation function) {
            activation = function;
            return this;
        }

        /**
         * Builds the block.
         *
         * @return a new configuration
         * @throws IllegalArgumentException if the body is empty, or an argument is missing
         */
        public ResidualBlock build() {
            return new ResidualBlock(
                    name, body, shortcut, dropRate, perExample, scaleAtInference, freezeDropped, activation);
        }
    }
}
