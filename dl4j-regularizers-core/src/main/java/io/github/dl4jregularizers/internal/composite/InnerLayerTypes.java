package io.github.dl4jregularizers.internal.composite;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.List;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.inputs.InputType;
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
}
