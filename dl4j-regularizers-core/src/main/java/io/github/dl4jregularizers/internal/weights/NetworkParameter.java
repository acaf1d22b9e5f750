package io.github.dl4jregularizers.internal.weights;

import io.github.dl4jregularizers.internal.config.LayerNode;
import io.github.dl4jregularizers.internal.config.LayerTree;
import io.github.dl4jregularizers.internal.config.ParameterRole;
import io.github.dl4jregularizers.internal.config.ParameterShape;
import io.github.dl4jregularizers.internal.config.Units;
import io.github.dl4jregularizers.internal.dl4j.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Trainable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** A parameter of a network and its gradient, both as views into the network's arrays. */
public final class NetworkParameter {

    public final LayerNode layer;
    public final String name;
    public final ParameterRole role;
    public final INDArray value;
    public final INDArray gradient;
    /** True if DL4J divides the gradient by the minibatch size before the update. */
    public final boolean averaged;
    /** False for frozen parameters and for BatchNorm's statistics, whose "gradients" are updates. */
    public final boolean trained;

    private NetworkParameter(
            LayerNode layer, String name, ParameterRole role, INDArray value, INDArray gradient, boolean averaged) {
        this.layer = layer;
        this.name = name;
        this.role = role;
        this.value = value;
        this.gradient = gradient;
        this.averaged = averaged;
        this.trained = role != ParameterRole.STATISTIC && !layer.isFrozen();
    }

    /**
     * Returns all parameters.
     *
     * @param model a network of either kind, whose arrays have been allocated
     * @return in no fixed order
     * @throws IllegalArgumentException for another kind of model, such as a layer during pretraining
     */
    public static List<NetworkParameter> of(Model model) {
        Network network = Network.of(model);
        LayerTree tree = network.configuration(LayerTree::of, LayerTree::of);
        Map<String, LayerNode> nodes = new HashMap<>();
        Map<String, String> names = new HashMap<>();
        for (LayerNode node : tree.nodes()) {
            for (String name : node.parameters().keySet()) {
                nodes.put(node.networkKey(name), node);
                names.put(node.networkKey(name), name);
            }
        }
        INDArray gradients = model.getGradientsViewArray();
        INDArray flat = gradients.reshape(gradients.length());
        long start = model.params().offset();
        List<NetworkParameter> parameters = new ArrayList<>();
        for (Map.Entry<String, Trainable> layer : network.parts().entrySet()) {
            for (Map.Entry<String, INDArray> parameter :
                    layer.getValue().paramTable(false).entrySet()) {
                INDArray value = parameter.getValue();
                String key = layer.getKey() + "_" + parameter.getKey();
                LayerNode node = nodes.get(key);
                ParameterRole role = ParameterRole.of(node.config(), names.get(key));
                long from = value.offset() - start; // paramTable() is not always in the order of the arrays
                parameters.add(new NetworkParameter(
                        node,
                        names.get(key),
                        role,
                        value,
                        flat.get(NDArrayIndex.interval(from, from + value.length()))
                                .reshape(value.ordering(), value.shape()),
                        network.dividesByMinibatch() && layer.getValue().updaterDivideByMinibatch(parameter.getKey())));
            }
        }
        return parameters;
    }

    /** Returns the divisor that turns the gradient into the one that DL4J's updater receives. */
    public double divisor(int batchSize) {
        return averaged ? batchSize : 1;
    }

    /**
     * Returns the units of the parameter.
     *
     * @throws IllegalArgumentException for a weight of a foreign layer whose units are unknown
     */
    public Units units() {
        return Units.of(layer.config(), layer.layerName(), layer.parameterPrefix(), name, ParameterShape.of(value));
    }

    /** Returns the name for predicates and messages, with the prefixes of containers. */
    public String fullName() {
        return layer.parameterPrefix() + name;
    }
}
