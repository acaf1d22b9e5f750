package io.github.dl4jregularizers.constraint;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.LayerNode;
import io.github.dl4jregularizers.internal.config.LayerTree;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * An upper bound of a network's Lipschitz constant at inference: ||f(x) - f(y)|| is at most the bound times ||x - y||.
 *
 * <p>Formula: the product of the layers' constants. The constant of a dense layer is its matrix's largest singular
 * value. A convolution has that of its operator at its input size ({@link MaxSpectralNorm}). Either is multiplied by
 * the largest slope of the activation. A residual block has shortcut + body, or 1 + body; a concatenation has the
 * square root of the sum of its paths' squares. BatchNorm has max |gamma| / sqrt(var + eps). Max pooling has the square
 * root of the windows that share an input, average pooling its operator's norm, dropout 1. In a graph, sums of vertices
 * add constants and merged vertices add their squares.
 *
 * <p>{@link #toString} is a table with one row per layer. Layers of other classes, such as recurrent ones, are unknown:
 * {@link #unknown} names them, and the network then has no {@link #value}. Singular values have a relative error of
 * about 1e-6. Product bounds are loose for deep networks. Immutable.
 *
 * <pre>{@code
 * System.out.println(LipschitzBound.of(network, InputType.convolutional(32, 32, 3)));
 * }</pre>
 *
 * <p>Paper: Gouk et al., "Regularisation of Neural Networks by Enforcing Lipschitz Continuity", 2021.
 */
public final class LipschitzBound implements Serializable {

    private static final long serialVersionUID = 1;

    private final LipschitzRows rows;
    private final double value;

    private LipschitzBound(LipschitzRows rows, double value) {
        this.rows = rows;
        this.value = value;
    }

    /**
     * Computes the bound of a sequential network for its current parameters.
     *
     * @param network an initialized network
     * @param input type and size of its input
     * @return the bound
     * @throws IllegalArgumentException if an argument is missing
     */
    public static LipschitzBound of(MultiLayerNetwork network, InputType input) {
        LipschitzRows rows = new LipschitzRows();
        LayerGain gain = new LayerGain(Arguments.required("network", network).paramTable(), rows);
        InputType type = Arguments.required("input", input);
        double product = 1;
        List<LayerNode> layers =
                LayerTree.of(network.getLayerWiseConfigurations()).roots();
        for (int i = 0; i < layers.size(); i++) {
            type = preprocessed(network.getLayerWiseConfigurations().getInputPreProcess(i), type);
            product *= gain.of(layers.get(i), layers.get(i).layerName(), type);
            type = layers.get(i).layer().orElseThrow().getOutputType(i, type);
        }
        return new LipschitzBound(rows, product);
    }

    private static InputType preprocessed(InputPreProcessor preprocessor, InputType type) {
        return preprocessor == null ? type : preprocessor.getOutputType(type);
    }

    /**
     * Computes the bound of a graph for its current parameters. Inputs and outputs count as one vector each.
     *
     * @param graph an initialized graph
     * @param inputs type and size of each input
     * @return the bound
     * @throws IllegalArgumentException if an argument is missing
     */
    public static LipschitzBound of(ComputationGraph graph, InputType... inputs) {
        ComputationGraphConfiguration conf = Arguments.required("graph", graph).getConfiguration();
        LipschitzRows rows = new LipschitzRows();
        LayerGain gain = new LayerGain(graph.paramTable(), rows);
        Map<String, LayerNode> nodes =
                LayerTree.of(conf).roots().stream().collect(Collectors.toMap(LayerNode::layerName, node -> node));
        Map<String, InputType> types =
                new HashMap<>(conf.getLayerActivationTypes(Arguments.required("inputs", inputs)));
        Map<String, Double> constants = new HashMap<>();
        for (int i = 0; i < inputs.length; i++) {
            types.put(conf.getNetworkInputs().get(i), inputs[i]);
            constants.put(conf.getNetworkInputs().get(i), 1.0);
        }
        for (String name : conf.getTopologicalOrderStr()) {
            GraphVertex vertex = conf.getVertices().get(name);
            if (vertex == null) {
                continue;
            }
            List<String> sources = conf.getVertexInputs().get(name);
            double[] before = sources.stream().mapToDouble(constants::get).toArray();
            if (vertex instanceof LayerVertex && before.length == 1) {
                InputType type = preprocessed(((LayerVertex) vertex).getPreProcessor(), types.get(sources.get(0)));
                constants.put(name, before[0] * gain.of(nodes.get(name), name, type));
            } else {
                constants.put(name, rows.add(name, vertex, "from the input to here", ofVertex(vertex, before)));
            }
        }
        double squares = conf.getNetworkOutputs().stream()
                .mapToDouble(name -> constants.get(name) * constants.get(name))
                .sum();
        return new LipschitzBound(rows, Math.sqrt(squares));
    }

    private static double ofVertex(GraphVertex vertex, double... before) {
        if (vertex instanceof MergeVertex) {
            return Math.sqrt(DoubleStream.of(before).map(one -> one * one).sum());
        }
        if (vertex instanceof ShiftVertex) {
            return before[0];
        }
        if (vertex instanceof ScaleVertex) {
            return Math.abs(((ScaleVertex) vertex).getScaleFactor()) * before[0];
        }
        if (vertex instanceof ElementWiseVertex) {
            double sum = DoubleStream.of(before).sum();
            switch (((ElementWiseVertex) vertex).getOp()) {
                case Add:
                case Subtract:
                    return sum;
                case Average:
                    return sum / before.length;
                case Max:
                    return Math.sqrt(
                            DoubleStream.of(before).map(one -> one * one).sum());
                default:
                    return Double.NaN;
            }
        }
        return Double.NaN;
    }

    /**
     * Returns the bound of the network.
     *
     * @return empty if the constant of a layer is unknown
     */
    public OptionalDouble value() {
        return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /**
     * Returns the layers and vertices without a known constant.
     *
     * @return name and class of each; empty if there are none
     */
    public List<String> unknown() {
        return rows.unknown();
    }

    /** Returns the table: name, class, source and constant of each layer, and the network's bound. */
    @Override
    public String toString() {
        return rows.table(LipschitzRows.format(value));
    }
}
