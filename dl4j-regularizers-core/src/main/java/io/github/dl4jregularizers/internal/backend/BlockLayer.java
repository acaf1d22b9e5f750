package io.github.dl4jregularizers.internal.backend;

import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.nd4j.linalg.activations.IActivation;

/** The part of a residual block that an engine reads: activation(shortcut(x) + factor * body(x)). */
public interface BlockLayer {

    /**
     * Layers of the body.
     *
     * @return at least one
     */
    List<Layer> body();

    /**
     * Layers of the shortcut.
     *
     * @return none for the identity
     */
    List<Layer> shortcut();

    /**
     * Returns the activation of the sum.
     *
     * @return a configured activation
     */
    IActivation activation();

    /**
     * Tests whether the body is always computed for every example, and added without a factor.
     *
     * @return true if no example ever drops the body and no factor scales it
     */
    boolean alwaysKeepsBody();
}
