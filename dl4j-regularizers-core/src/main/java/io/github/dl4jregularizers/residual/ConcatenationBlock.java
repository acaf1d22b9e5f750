package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.composite.CompositeConfiguration;
import io.github.dl4jregularizers.internal.composite.CompositeRuntime;
import io.github.dl4jregularizers.internal.composite.InnerLayerTypes;
import io.github.dl4jregularizers.internal.composite.InnerParameters;
import io.github.dl4jregularizers.internal.config.Branches;
import io.github.dl4jregularizers.internal.config.DataFormats;
import io.github.dl4jregularizers.internal.config.SelfDescribed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonInclude;
import org.nd4j.shade.jackson.annotation.JsonInclude.Include;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Concatenates the outputs of several paths of layers, as in U-Net, Inception, SqueezeNet and DenseNet.
 *
 * <p>Formula: y = [f_1(x), f_2(x), ..], in the order of the paths, along the axis of channels, features or units. A
 * path without layers is the identity: a skip connection. It computes the same as DL4J's {@code MergeVertex} behind the
 * layers, in a {@code MultiLayerNetwork} too. Paths may hold residual blocks, sequences and other concatenations. On
 * the CPU, an engine of the module {@code dl4j-regularizers-cpu} may run the block as one.
 *
 * <p>Shapes: feed-forward, recurrent and convolutional activations, in every data format. The paths' outputs may differ
 * in their channels only. No preprocessors are inserted between inner layers. Inner layers inherit the network's global
 * settings, and keep their own updater and regularization. Gradient normalization per layer treats the block as one
 * layer. {@code setLearningRate} of a network does not reach inner layers: use a schedule. Parameter names start with
 * {@code path0layer0.}, {@code path0layer1.} and so on.
 *
 * <p>Masks: a time step of the output is present if it is present behind one of the paths, as in {@code MergeVertex}.
 * Recurrent inner layers keep their state for {@code rnnTimeStep} and truncated backpropagation through time.
 *
 * <p>Default: the data format of the network's input type; channels first in a network without one.
 *
 * <p>Errors, when the block or the network is built: fewer than two paths, no layers, different heights, widths or
 * sequence lengths of the paths' outputs, an inner layer that needs a preprocessor, an output layer inside. In use:
 * state of a recurrent layer in a wrapper without state, such as {@code LastTimeStep}.
 *
 * <p>Papers: Szegedy et al., "Going Deeper with Convolutions", CVPR 2015; Ronneberger et al., "U-Net", MICCAI 2015;
 * Huang et al., "Densely Connected Convolutional Networks", CVPR 2017.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.NONE,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE,
        setterVisibility = Visibility.NONE)
public final class ConcatenationBlock extends CompositeConfiguration implements SelfDescribed {

    @JsonProperty
    private final List<List<Layer>> paths;

    /** Null for vectors, and for channels first in a network without an input type. */
    @JsonProperty
    @JsonInclude(Include.NON_NULL)
    private DataFormat dataFormat;

    @JsonCreator
    private ConcatenationBlock(
            @JsonProperty("layerName") String layerName,
            @JsonProperty("paths") List<List<Layer>> paths,
            @JsonProperty("dataFormat") DataFormat dataFormat) {
        this.layerName = layerName;
        this.dataFormat = dataFormat;
        List<List<Layer>> checked = new ArrayList<>();
        for (List<Layer> path : Arguments.required("paths", paths)) {
            checked.add(requiredLayers(describe(checked.size()), path));
        }
        this.paths = List.copyOf(checked);
        if (paths.size() < 2) {
            throw Arguments.invalid("number of paths", ">= 2", paths.size());
        }
        if (paths.stream().allMatch(List::isEmpty)) {
            throw Arguments.invalid("paths", "with at least one layer", "skip connections only");
        }
    }

    private static String describe(int path) {
        return "path " + path;
    }

    @Override
    public Map<String, Layer> innerLayers() {
        Map<String, Layer> layers = new LinkedHashMap<>();
        for (int i = 0; i < paths.size(); i++) {
            InnerParameters.putNumbered(layers, branch(i), paths.get(i));
        }
        return layers;
    }

    /** Returns the start of the prefixes of a path's layers. */
    static String branch(int path) {
        return "path" + path + "layer";
    }

    /** Returns the prefixes of the layers of each path. */
    List<List<String>> prefixes() {
        return divided(List.copyOf(innerLayers().keySet()));
    }

    /** Divides a list with one element per layer by path. */
    private <T> List<List<T>> divided(List<T> all) {
        List<List<T>> parts = new ArrayList<>();
        int from = 0;
        for (List<Layer> path : paths) {
            parts.add(all.subList(from, from + path.size()));
            from += path.size();
        }
        return parts;
    }

    @Override
    public Optional<Branches> branches() {
        return Optional.of(Branches.concatenated(prefixes()));
    }

    @Override
    public ConcatenationBlock withInnerLayers(Map<String, Layer> replacements) {
        List<Layer> all = innerLayers().keySet().stream().map(replacements::get).collect(Collectors.toList());
        return new ConcatenationBlock(layerName, divided(all), dataFormat);
    }

    @Override
    public ConcatenationBlock clone() {
        List<List<Layer>> copies =
                paths.stream().map(CompositeConfiguration::clones).collect(Collectors.toList());
        return new ConcatenationBlock(layerName, copies, dataFormat);
    }

    @Override
    protected CompositeRuntime<?> runtime(
            NeuralNetConfiguration conf,
            DataType dataType,
            INDArray parameters,
            Map<String, org.deeplearning4j.nn.api.Layer> layers) {
        return ConcatenationBlockRuntime.of(conf, dataType, parameters, layers);
    }

    /** Returns the first preprocessor that a path needs. */
    @Override
    public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
        return paths.stream()
                .filter(path -> !path.isEmpty())
                .map(path -> path.get(0).getPreProcessorForInputType(inputType))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Adopts the data format of the paths' outputs, as DL4J's layers adopt that of their input type. */
    @Override
    public void setNIn(InputType inputType, boolean override) {
        for (int i = 0; i < paths.size(); i++) {
            InnerLayerTypes.set(describe(i) + " of ConcatenationBlock " + layerName, paths.get(i), inputType, override);
        }
        dataFormat = DataFormats.of(getOutputType(0, inputType));
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        List<InputType> types = paths.stream()
                .map(path -> InnerLayerTypes.through(path, inputType))
                .collect(Collectors.toList());
        InputType result = InnerLayerTypes.concatenated(types);
        if (result == null) {
            throw Arguments.invalid(
                    "outputs of the paths of ConcatenationBlock " + layerName,
                    "of one kind, data format and size, except for the number of channels",
                    types);
        }
        return result;
    }

    DataFormat dataFormat() {
        return dataFormat;
    }

    /** Returns the axis of the concatenation. */
    int axis() {
        return DataFormats.channelAxis(dataFormat);
    }

    @Override
    public boolean equals(Object other) {
        ConcatenationBlock that = other instanceof ConcatenationBlock ? (ConcatenationBlock) other : null;
        return that != null
                && Objects.equals(layerName, that.layerName)
                && dataFormat == that.dataFormat
                && paths.equals(that.paths);
    }

    @Override
    public int hashCode() {
        return Objects.hash(layerName, paths, dataFormat);
    }

    @Override
    public String toString() {
        String all = paths.stream().map(path -> "[" + names(path) + "]").collect(Collectors.joining(" "));
        return "ConcatenationBlock(" + layerName + ", paths " + all
                + (dataFormat == null ? ")" : ", " + dataFormat + ")");
    }

    /** Builds a {@link ConcatenationBlock}. Two paths are required, and a layer in one of them. */
    public static final class Builder {

        private final List<List<Layer>> paths = new ArrayList<>();
        private String name;
        private DataFormat dataFormat;

        /** Starts without paths. */
        public Builder() {}

        /**
         * Adds a path. Its output comes behind those of the paths before it.
         *
         * @param layers hidden layers, the first one next to the input; none for the identity
         * @return this builder
         */
        public Builder path(Layer... layers) {
            paths.add(Arrays.asList(Arguments.required(describe(paths.size()), layers)));
            return this;
        }

        /**
         * Adds a path without layers: a skip connection.
         *
         * @return this builder
         */
        public Builder skip() {
            return path();
        }

        /**
         * Sets the data format of a network without an input type. Default: channels first.
         *
         * @param format a {@code CNN2DFormat}, {@code RNNFormat} or {@code Convolution3D.DataFormat}; replaced by that
         *     of the input type, if there is one
         * @return this builder
         */
        public Builder dataFormat(DataFormat format) {
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
         * Builds the block.
         *
         * @return a new configuration
         * @throws IllegalArgumentException if there are fewer than two paths, no layers, or a layer is missing
         */
        public ConcatenationBlock build() {
            return new ConcatenationBlock(name, paths, dataFormat);
        }
    }
}
