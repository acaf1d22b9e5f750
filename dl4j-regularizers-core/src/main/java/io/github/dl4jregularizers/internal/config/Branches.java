package io.github.dl4jregularizers.internal.config;

import java.util.List;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;

/**
 * The inference of a layer with sequences of inner layers: it adds up their outputs and applies an activation, or
 * concatenates their outputs. Immutable.
 */
public final class Branches {

    private final List<List<String>> sequences;
    private final IActivation activation;
    private final boolean concatenated;

    /**
     * Branches that a layer adds up.
     *
     * @param sequences prefixes of inner layers, as in {@link InnerLayers#of}, from input to output; an empty sequence
     *     is the identity
     * @param activation of the sum
     */
    public Branches(List<List<String>> sequences, IActivation activation) {
        this(sequences, activation, false);
    }

    private Branches(List<List<String>> sequences, IActivation activation, boolean concatenated) {
        this.sequences = List.copyOf(sequences);
        this.activation = activation;
        this.concatenated = concatenated;
    }

    /**
     * Branches that a layer concatenates.
     *
     * @param sequences prefixes of inner layers, as for a sum
     * @return the branches, with the identity as activation
     */
    public static Branches concatenated(List<List<String>> sequences) {
        return new Branches(sequences, new ActivationIdentity(), true);
    }

    /**
     * Tests whether the layer concatenates its branches.
     *
     * @return false if it adds them up
     */
    public boolean areConcatenated() {
        return concatenated;
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
     * Returns the activation of the result.
     *
     * @return not null
     */
    public IActivation activation() {
        return activation;
    }
}
