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
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A residual block whose body is left out at random in training, and is not computed then: stochastic depth.
 *
 * <p>Formula: y = a(s(x) + f(x) / (1 - d)) where the body f is kept and y = a(s(x)) where it is dropped, with the drop
 * rate d; y = a(s(x) + f(x)) at inference. s is the shortcut (the identity if there are no layers for it) and a the
 * activation. With {@code scaleAtInference(true)} nothing is divided in training and inference has (1 - d) f(x), as in
 * the paper. The body is dropped for the whole batch, or with {@code perExample(true)} for each example by itself.
 *
 * <p>A dropped body costs nothing: no forward pass, no backward pass, no update of BatchNormalization's statistics. Its
 * gradients are 0, which does not mean that its weights stay: momentum, as in Nesterovs or Adam, and weight decay go on
 * moving them, as in the paper's own code. With {@code freezeDropped(true)} nothing does: the momentum fades, and the
 * weights wait for the next batch that computes the body.
 *
 * <p>Shapes: any activations that the inner layers take; body and shortcut have to give the same. The inner layers stand
 * next to each other with no preprocessor between them, and have what the network's builder sets for all layers, each
 * with its own updater and regularization. For gradient normalization per layer the block is one layer. A network's
 * {@code setLearningRate} does not reach them (DL4J sets it of its own kind of layer only): use a schedule.
 *
 * <p>Recurrent inner layers keep their state for {@code rnnTimeStep} and truncated backpropagation through time, where a
 * dropped body stays in the state it had.
 *
 * <p>Defaults: drop rate 0, identity shortcut, ReLU after the addition. For pre-activation, let the body begin with
 * normalization and activation, and set {@code activation(Activation.IDENTITY)}.
 *
 * <p>Errors, when the network is built: a body whose output is not of the shortcut's shape, an inner layer that would need
 * a preprocessor, an output layer inside. In use: truncated backpropagation with {@code perExample(true)}; any use of
 * state with a recurrent layer in a wrapper that keeps none, such as LastTimeStep.
 *
 * <p>Paper: Huang et al., "Deep Networks with Stochastic Depth", ECCV 2016; He et al., "Deep Residual Learning for Image
 * Recognition", CVPR 2016, and "Identity Mappings in Deep Residual Networks", ECCV 2016.
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
                            + " (a projection, or PaddedShortcut, changes the shape there)",
                    output);
        }
        return common;
    }

    /**
     * The probability of dropping the body.
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

    /** Builds a block. Only the body has to be set. */
    public static final class Builder extends ResidualBlockBuilder<Builder> {

        /** Starts with an identity shortcut, drop rate 0 and ReLU. */
        public Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * The block.
         *
         * @return a layer configuration
         * @throws IllegalArgumentException if the body is empty, or something is missing
         */
        public ResidualBlock build() {
            return new ResidualBlock(
                    name, body, shortcut, dropRate, perExample, scaleAtInference, freezeDropped, activation);
        }
    }
}
