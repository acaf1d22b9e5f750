package io.github.dl4jregularizers.inference;

import io.github.dl4jregularizers.internal.Arguments;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;

/**
 * The meaning of a network's output, and the axis of its classes. Immutable.
 *
 * <p>Softmax means classes, and sigmoid with binary cross-entropy means events. The Gaussian negative log-likelihood
 * means means and log variances, anything else numbers. Loss layers without an activation use that of the layer before
 * them. The class axis comes after the examples, or last with a channels-last data format of the output layer.
 */
public final class OutputLayout implements Serializable {

    private static final long serialVersionUID = 1;

    private final OutputKind kind;
    private final boolean channelsLast;

    private OutputLayout(OutputKind kind, boolean channelsLast) {
        this.kind = kind;
        this.channelsLast = channelsLast;
    }

    /**
     * Creates the layout of arrays [batch, classes, ...].
     *
     * @param kind meaning of the numbers
     * @return the layout
     * @throws IllegalArgumentException if kind is missing
     */
    public static OutputLayout of(OutputKind kind) {
        return new OutputLayout(Arguments.required("kind", kind), false);
    }

    /**
     * Reads the layouts of a network's outputs from its configuration.
     *
     * @param network a {@code MultiLayerNetwork} or a {@code ComputationGraph}
     * @return one per output, in the network's order
     * @throws IllegalArgumentException for another kind of model
     */
    public static List<OutputLayout> of(Model network) {
        return OutputHead.of(network).stream()
                .map(head -> new OutputLayout(head.kind(), head.isChannelsLast()))
                .collect(Collectors.toUnmodifiableList());
    }

    /**
     * Changes the meaning and keeps the class axis.
     *
     * @param other meaning of the numbers
     * @return another layout
     * @throws IllegalArgumentException if other is missing
     */
    public OutputLayout as(OutputKind other) {
        return new OutputLayout(Arguments.required("kind", other), channelsLast);
    }

    /**
     * Returns the meaning of the numbers.
     *
     * @return the kind
     */
    public OutputKind kind() {
        return kind;
    }

    /**
     * Returns the axis of the classes, channels or units.
     *
     * @param rank rank of the output array, at least 1
     * @return the axis, from 0
     */
    public int classAxis(int rank) {
        return channelsLast ? rank - 1 : Math.min(1, rank - 1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OutputLayout
                && kind == ((OutputLayout) other).kind
                && channelsLast == ((OutputLayout) other).channelsLast;
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, channelsLast);
    }

    @Override
    public String toString() {
        return kind + (channelsLast ? ", channels last" : "");
    }
}
