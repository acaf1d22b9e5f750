package io.github.dl4jregularizers.internal.weights;

import io.github.dl4jregularizers.internal.Arguments;
import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Tells the parameters of a layer that a regularization is meant for from those that share the layer's list of
 * regularizations but are to be left alone.
 *
 * <p>DL4J hands a {@code Regularization} neither the name nor the shape of a parameter, only a flat view of it: its
 * length is all there is to recognise it by. A layer in which two such parameters have the same length is refused.
 */
@JsonAutoDetect(fieldVisibility = Visibility.ANY)
public final class SelectedParameters implements Serializable {

    private static final long serialVersionUID = 1;

    private final Map<String, Long> selected;
    private final Map<String, Long> others;

    @JsonCreator
    public SelectedParameters(
            @JsonProperty("selected") Map<String, Long> selected, @JsonProperty("others") Map<String, Long> others) {
        this.selected = Arguments.required("selected", selected);
        this.others = Arguments.required("others", others);
        if (!Collections.disjoint(selected.values(), others.values())) {
            throw Arguments.invalid(
                    "lengths of the parameters to be regularized " + selected,
                    "different from those of the parameters to be left alone, since DL4J lets a regularizer know a"
                            + " parameter by its length only (exclude both, or neither)",
                    others);
        }
    }

    public boolean includes(String parameterName) {
        return selected.containsKey(parameterName);
    }

    public boolean includes(long length) {
        if (selected.containsValue(length)) {
            return true;
        }
        if (!others.containsValue(length)) {
            throw new IllegalStateException("A parameter of length " + length + " is neither one of the regularized "
                    + selected + " nor of the others " + others
                    + ": the layer was changed after applyTo, which has to be called again");
        }
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SelectedParameters
                && selected.equals(((SelectedParameters) other).selected)
                && others.equals(((SelectedParameters) other).others);
    }

    @Override
    public int hashCode() {
        return Objects.hash(selected, others);
    }

    @Override
    public String toString() {
        return selected.keySet() + " without " + others.keySet();
    }
}
