package io.github.dl4jregularizers.internal.weights;

import org.nd4j.linalg.learning.regularization.Regularization;

/** A regularization that acts on some of the parameters that DL4J passes to it. */
public interface SelectiveRegularization extends Regularization {

    /**
     * Tests whether the regularization acts on a parameter that DL4J counts as a weight of the layer.
     *
     * @param parameterName name within the layer
     * @return true if the parameter is selected
     */
    boolean includes(String parameterName);

    /**
     * Returns the regularization that acts on the included parameters.
     *
     * @return this, or the one that this limits to some parameters
     */
    default Regularization inEffect() {
        return this;
    }

    /** Returns the regularization that a registered one applies, without its limits. */
    static Regularization effective(Regularization registered) {
        return registered instanceof SelectiveRegularization
                ? ((SelectiveRegularization) registered).inEffect()
                : registered;
    }

    /**
     * Returns the position among the layer's regularizations.
     *
     * @return 0 for any position; higher for a regularization that has to follow the others
     */
    default int position() {
        return 0;
    }

    /**
     * Tests whether this is a proximal step after the update, which sets weights to 0.
     *
     * @return false for a decay or a part of the loss
     */
    default boolean isProximal() {
        return false;
    }
}
