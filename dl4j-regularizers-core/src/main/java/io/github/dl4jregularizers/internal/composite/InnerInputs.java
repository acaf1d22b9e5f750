package io.github.dl4jregularizers.internal.composite;

import io.github.dl4jregularizers.internal.config.InnerLayers;
import io.github.dl4jregularizers.internal.config.LayerDescription;
import io.github.dl4jregularizers.internal.dl4j.NeedsInput;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Inputs of inner layers with a constraint that needs their size. An engine computes the layers of a block as one and
 * sets none, and a dropped body has none. One array of zeros per layer, with one example, stands for the input.
 */
final class InnerInputs {

    private final CompositeConfiguration configuration;
    private final Map<String, Layer> layers;
    private final ConvolutionLayer constrained;
    private final Map<Layer, INDArray> inputs = new IdentityHashMap<>();
    private long[] shape = {};

    private InnerInputs(CompositeConfiguration configuration, Map<String, Layer> layers, ConvolutionLayer constrained) {
        this.configuration = configuration;
        this.layers = layers;
        this.constrained = constrained;
    }

    /**
     * Creates the inputs of the layers in a composite one.
     *
     * @param configuration of the composite layer
     * @param layers by the prefixes of the configuration
     * @return empty if no constraint needs an input
     */
    static Optional<InnerInputs> of(CompositeConfiguration configuration, Map<String, Layer> layers) {
        return constrained(configuration).findFirst().map(first -> new InnerInputs(configuration, layers, first));
    }

    private static Stream<ConvolutionLayer> constrained(org.deeplearning4j.nn.conf.layers.Layer configuration) {
        boolean needs = configuration instanceof ConvolutionLayer
                && configuration.getConstraints() != null
                && configuration.getConstraints().stream().anyMatch(NeedsInput::of);
        return needs
                ? Stream.of((ConvolutionLayer) configuration)
                : InnerLayers.of(configuration).values().stream().flatMap(InnerInputs::constrained);
    }

    /** Sets the inputs for the composite's own one. A pass layer by layer replaces them. */
    void set(INDArray input, DataType dataType, LayerWorkspaceMgr workspaces) {
        long[] example = input.shape().clone();
        example[0] = 1;
        if (!Arrays.equals(example, shape)) {
            shape = example;
            inputs.clear();
            LayerDescription.branches(configuration)
                    .ifPresent(branches -> branches.sequences().forEach(each -> create(each, dataType)));
        }
        inputs.forEach((layer, zeros) -> layer.setInput(zeros, workspaces));
    }

    @SuppressWarnings("try") // The scope is used by being open.
    private void create(List<String> branch, DataType dataType) {
        InputType type = type();
        for (int i = 0; i < branch.size() && type != null; i++) {
            org.deeplearning4j.nn.conf.layers.Layer inner =
                    configuration.innerLayers().get(branch.get(i));
            long[] size = type.getShape(true);
            size[0] = 1;
            boolean known = Arrays.stream(size).allMatch(length -> length > 0);
            if (known && constrained(inner).findAny().isPresent()) {
                try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
                    inputs.put(layers.get(branch.get(i)), Nd4j.zeros(dataType, size));
                }
            }
            type = inner.getOutputType(i, type);
        }
    }

    /** Returns the type of the composite's input, in the format of the constrained layer; null for other ranks. */
    private InputType type() {
        switch (shape.length) {
            case 3:
                return constrained instanceof Convolution1DLayer ? sequence() : null;
            case 4:
                return image();
            case 5:
                return volume();
            default:
                return null;
        }
    }

    private InputType sequence() {
        RNNFormat format = ((Convolution1DLayer) constrained).getRnnDataFormat();
        return format == RNNFormat.NWC
                ? InputType.recurrent(shape[2], shape[1], format)
                : InputType.recurrent(shape[1], shape[2]);
    }

    private InputType image() {
        CNN2DFormat format = constrained.getCnn2dDataFormat();
        return format == CNN2DFormat.NHWC
                ? InputType.convolutional(shape[1], shape[2], shape[3], format)
                : InputType.convolutional(shape[2], shape[3], shape[1]);
    }

    private InputType volume() {
        Convolution3D.DataFormat format = constrained instanceof Deconvolution3D
                ? ((Deconvolution3D) constrained).getDataFormat()
                : ((Convolution3D) constrained).getDataFormat();
        return format == Convolution3D.DataFormat.NDHWC
                ? InputType.convolutional3D(format, shape[1], shape[2], shape[3], shape[4])
                : InputType.convolutional3D(format, shape[2], shape[3], shape[4], shape[1]);
    }
}
