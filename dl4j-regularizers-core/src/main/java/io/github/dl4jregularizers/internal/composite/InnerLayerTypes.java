package io.github.dl4jregularizers.internal.composite;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.DataFormats;
import java.util.List;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional3D;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeFeedForward;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeRecurrent;
import org.deeplearning4j.nn.conf.layers.Layer;

/** Infers input types along a branch of a block. */
public final class InnerLayerTypes {

    private InnerLayerTypes() {}

    /** Sets the input size of each layer, as a network's builder does. Refuses layers that need a preprocessor. */
    public static void set(String branch, List<Layer> layers, InputType input, boolean override) {
        InputType type = input;
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            InputPreProcessor needed = layer.getPreProcessorForInputType(type);
            if (needed != null) {
                throw Arguments.invalid(
                        "input of layer " + i + " (" + layer.getClass().getSimpleName() + ") in the " + branch,
                        "of a type that needs no preprocessor",
                        type + ", which needs a " + needed.getClass().getSimpleName());
            }
            layer.setNIn(type, override);
            type = layer.getOutputType(i, type);
        }
    }

    /** Returns the output type of a branch. */
    public static InputType through(List<Layer> layers, InputType input) {
        InputType type = input;
        for (int i = 0; i < layers.size(); i++) {
            type = layers.get(i).getOutputType(i, type);
        }
        return type;
    }

    /**
     * Merges the output types of two branches of one shape. An unknown sequence length, as behind {@code
     * Bidirectional}, matches any.
     *
     * @return the more specific type; null if the shapes differ
     */
    public static InputType common(InputType a, InputType b) {
        if (a.equals(b)) {
            return a;
        }
        if (a instanceof InputTypeRecurrent && b instanceof InputTypeRecurrent) {
            InputTypeRecurrent first = (InputTypeRecurrent) a;
            InputTypeRecurrent second = (InputTypeRecurrent) b;
            boolean same = first.getSize() == second.getSize() && first.getFormat() == second.getFormat();
            if (same && (first.getTimeSeriesLength() < 0 || second.getTimeSeriesLength() < 0)) {
                return first.getTimeSeriesLength() < 0 ? b : a;
            }
        }
        return null;
    }

    /**
     * Concatenates the output types of branches along the axis of channels, features or units.
     *
     * @return the type of the result; null if the branches differ in more than their channels
     */
    public static InputType concatenated(List<InputType> types) {
        InputType result = null;
        long channels = 0;
        for (InputType type : types) {
            InputType rest = withChannels(type, 1);
            result = result == null ? rest : common(result, rest);
            if (result == null) {
                return null;
            }
            channels += type.getShape(true)[DataFormats.channelAxis(DataFormats.of(type))];
        }
        return withChannels(result, channels);
    }

    /** Returns null for a type without an axis of channels. */
    private static InputType withChannels(InputType type, long channels) {
        switch (type.getType()) {
            case FF:
                return InputType.feedForward(channels, ((InputTypeFeedForward) type).getTimeDistributedFormat());
            case RNN:
                InputTypeRecurrent sequence = (InputTypeRecurrent) type;
                return InputType.recurrent(channels, sequence.getTimeSeriesLength(), sequence.getFormat());
            case CNN:
                InputTypeConvolutional maps = (InputTypeConvolutional) type;
                return InputType.convolutional(maps.getHeight(), maps.getWidth(), channels, maps.getFormat());
            case CNN3D:
                InputTypeConvolutional3D volumes = (InputTypeConvolutional3D) type;
                return InputType.convolutional3D(
                        volumes.getDataFormat(), volumes.getDepth(), volumes.getHeight(), volumes.getWidth(), channels);
            default:
                return null;
        }
    }
}
