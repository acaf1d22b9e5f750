package io.github.dl4jregularizers.internal.weights;

import org.nd4j.linalg.learning.regularization.Regularization;

/** A regularization that acts on some of the parameters that DL4J passes to it. */
public interface SelectiveRegularization extends Regularization {

    /**
     * Tests whether it acts on a parameter, among those that DL4J counts as the layer's weights.
     *
     * @param parameterName name within the layer
     * @return true if it acts on it
     */
    boolean includes(String parameterName);

    /**
     * The place among the layer's regularizations.
     *
     * @return 0 for a place that does not matter; higher for one that has to see the whole step
     */
    default int position() {
        return 0;
    }
}
