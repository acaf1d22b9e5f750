package io.github.dl4jregularizers.internal.weights;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.ParameterShape;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Selects the parameters of a layer that a regularization acts on.
 *
 * <p>DL4J passes a {@code Regularization} a flat view of a parameter without its name or shape, so the length
 * identifies it. A layer in which a selected parameter and another one have the same length is refused.
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
                    "different from the lengths of the other parameters, because DL4J identifies a parameter by its"
                            + " length only (exclude both, or neither)",
                    others);
        }
    }

    /**
     * Selects some of a layer's parameters.
     *
     * @return null if all are selected
     * @throws IllegalArgumentException if a selected parameter has the length of another one
     */
    public static SelectedParameters of(Map<String, ParameterShape> all, Set<String> selected) {
        if (selected.containsAll(all.keySet())) {
            return null;
        }
        Map<String, Long> chosen = new LinkedHashMap<>();
        Map<String, Long> others = new LinkedHashMap<>();
        all.forEach((name, shape) -> (selected.contains(name) ? chosen : others).put(name, shape.length()));
        return new SelectedParameters(chosen, others);
    }

    public boolean includes(String parameterName) {
        return selected.containsKey(parameterName);
    }

    public boolean includes(long length) {
        if (selected.containsValue(length)) {
            return true;
        }
        if (!others.containsValue(length)) {
            throw new IllegalStateException("Parameter of length " + length + " is neither among the regularized "
                    + selected + " nor among the others " + others
                    + ". The layer was resized after applyTo: call it again");
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
