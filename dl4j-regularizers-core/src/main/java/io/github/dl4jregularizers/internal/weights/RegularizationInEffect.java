package io.github.dl4jregularizers.internal.weights;

import io.github.dl4jregularizers.internal.config.LayerNode;
import java.util.List;
import java.util.stream.Collectors;
import org.nd4j.linalg.learning.regularization.Regularization;

/** Reads the regularization of a parameter by the same call as DL4J's updaters. */
public final class RegularizationInEffect {

    private RegularizationInEffect() {}

    /**
     * Returns the regularization of a parameter.
     *
     * @param node a layer of the network
     * @param leaf the node, or a layer in it
     * @param name the parameter's name in leaf
     * @return without their limits, in the order in which DL4J applies it; empty for a frozen layer
     */
    public static List<Regularization> of(LayerNode node, LayerNode leaf, String name) {
        if (leaf.isFrozen()) {
            return List.of();
        }
        String prefix = leaf.parameterPrefix().substring(node.parameterPrefix().length());
        List<Regularization> handed = node.config().getRegularizationByParam(prefix + name);
        return handed == null
                ? List.of()
                : handed.stream()
                        .filter(r ->
                                !(r instanceof SelectiveRegularization) || ((SelectiveRegularization) r).includes(name))
                        .map(SelectiveRegularization::effective)
                        .collect(Collectors.toList());
    }
}
