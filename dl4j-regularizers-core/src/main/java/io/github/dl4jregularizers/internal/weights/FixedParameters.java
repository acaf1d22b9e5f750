package io.github.dl4jregularizers.internal.weights;

import io.github.dl4jregularizers.internal.config.LayerNode;
import io.github.dl4jregularizers.internal.config.LayerTree;
import io.github.dl4jregularizers.internal.config.ParameterRole;
import io.github.dl4jregularizers.internal.dl4j.Network;
import java.util.IdentityHashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Copies of the parameters that the loss does not train: BatchNorm's statistics and frozen layers. */
public final class FixedParameters {

    private final Map<INDArray, INDArray> copies;

    private FixedParameters(Map<INDArray, INDArray> copies) {
        this.copies = copies;
    }

    /**
     * Copies the present values.
     *
     * @param model a network of either kind
     */
    public static FixedParameters of(Model model) {
        LayerTree tree = Network.of(model).configuration(LayerTree::of, LayerTree::of);
        Map<String, INDArray> parameters = model.paramTable();
        Map<INDArray, INDArray> copies = new IdentityHashMap<>();
        for (LayerNode node : tree.nodes()) {
            for (String name : node.parameters().keySet()) {
                INDArray value = parameters.get(node.networkKey(name));
                boolean isStatistic = ParameterRole.of(node.config(), name) == ParameterRole.STATISTIC;
                if (value != null && (isStatistic || node.isFrozen())) {
                    copies.put(value, value.dup());
                }
            }
        }
        return new FixedParameters(copies);
    }

    /** Writes the copies back. */
    public void restore() {
        copies.forEach(INDArray::assign);
    }
}
