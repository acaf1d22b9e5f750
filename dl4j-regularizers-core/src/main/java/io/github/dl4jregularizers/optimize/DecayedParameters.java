package io.github.dl4jregularizers.optimize;

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
 * Tells the decayed parameters of a layer from those that share its regularization list but must not decay.
 *
 * <p>DL4J hands a {@code Regularization} neither the name nor the shape of a parameter, only a flat view of it: its
 * length is all there is to recognise it by. A layer in which two such parameters have the same length is refused.
 */
@JsonAutoDetect(fieldVisibility = Visibility.ANY)
final class DecayedParameters implements Serializable {

    private static final long serialVersionUID = 1;

    private final Map<String, Long> decayed;
    private final Map<String, Long> kept;

    @JsonCreator
    DecayedParameters(
            @JsonProperty("decayed") Map<String, Long> decayed, @JsonProperty("kept") Map<String, Long> kept) {
        this.decayed = Arguments.required("decayed", decayed);
        this.kept = Arguments.required("kept", kept);
        if (!Collections.disjoint(decayed.values(), kept.values())) {
            throw Arguments.invalid(
                    "lengths of the decayed parameters " + decayed,
                    "different from those of the parameters without decay, since DL4J lets a regularizer know a"
                            + " parameter by its length only (exclude both, or neither)",
                    kept);
        }
    }

    boolean includes(String parameterName) {
        return decayed.containsKey(parameterName);
    }

    boolean includes(long length) {
        if (decayed.containsValue(length)) {
            return true;
        }
        if (!kept.containsValue(length)) {
            throw new IllegalStateException("A parameter of length " + length + " is neither one of the decayed "
                    + decayed + " nor of the others " + kept
                    + ": the layer was changed after applyTo, which has to be called again");
        }
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DecayedParameters
                && decayed.equals(((DecayedParameters) other).decayed)
                && kept.equals(((DecayedParameters) other).kept);
    }

    @Override
    public int hashCode() {
        return Objects.hash(decayed, kept);
    }

    @Override
    public String toString() {
        return decayed.keySet() + " without " + kept.keySet();
    }
}
