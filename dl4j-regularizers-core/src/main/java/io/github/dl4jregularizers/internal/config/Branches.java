package io.github.dl4jregularizers.internal.config;

import java.util.List;
import org.nd4j.linalg.activations.IActivation;

/** The inference of a layer that adds up sequences of inner layers and applies an activation to the sum. Immutable. */
public final class Branches {

    private final List<List<String>> sequences;
    private final IActivation activation;

    /**
     * Branches of a layer.
     *
     * @param sequences prefixes of inner layers, as in {@link InnerLayers#of}, from input to output; an empty sequence
     *     is the identity
     * @param activation of the sum
     */
    public Branches(List<List<String>> sequences, IActivation activation) {
        this.sequences = List.copyOf(sequences);
        this.activation = activation;
    }

    /**
     * Returns the branches.
     *
     * @return prefixes of inner layers per branch
     */
    public List<List<String>> sequences() {
        return sequences;
    }

    /**
     * Returns the activation of the sum.
     *
     * @return not null
     */
    public IActivation activation() {
        return activation;
    }
}
