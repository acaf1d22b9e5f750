package io.github.dl4jregularizers.optimize;

import org.nd4j.linalg.learning.regularization.Regularization;

/** A regularization that leaves alone some of the parameters DL4J hands it. */
interface SelectiveRegularization extends Regularization {

    /** Whether it acts on the parameter of this name, among those DL4J counts as the layer's weights. */
    boolean includes(String parameterName);
}
