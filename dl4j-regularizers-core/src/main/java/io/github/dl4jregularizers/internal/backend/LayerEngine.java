package io.github.dl4jregularizers.internal.backend;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;

/** Runs layers in sequence as one, faster than one after the other. */
@FunctionalInterface
public interface LayerEngine {

    /** Declines all layers. */
    LayerEngine NONE = (layers, hasInputGradient, otherwise) -> Optional.empty();

    /**
     * Takes a sequence of layers, or declines.
     *
     * @param layers DL4J's runtime layers in the order in which they compute, with their parameters set
     * @param hasInputGradient whether the backward pass returns the gradient with respect to the input; null otherwise
     * @param otherwise runs the layers one after another, for passes that the engine cannot take
     * @return a run with the results of the layers, up to rounding; empty to decline
     */
    Optional<LayerRun> run(List<Layer> layers, boolean hasInputGradient, LayerRun otherwise);
}
