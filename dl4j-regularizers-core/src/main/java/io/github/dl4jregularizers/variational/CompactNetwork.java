package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.RunningConfiguration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Removes units without effect from a trained network of dense layers: the smaller network has equal outputs at
 * inference and less to compute.
 *
 * <p>Removes hidden units whose outgoing weights are all 0, and those whose incoming weights are all 0. The constant
 * activation of the latter is added to the next bias. Repeats until none is left. Weights that {@link VariationalDense}
 * prunes are 0, and the gates of {@link L0Gates} are multiplied into the weights after them. {@code GroupLasso} with
 * {@code proximal()} makes whole units 0. Each layer keeps at least one unit; inputs and outputs stay.
 *
 * <p>The smaller network has {@code DenseLayer} in place of layers with variances, and no gates. Outputs are equal up
 * to rounding. It has no updater state; settings of replaced layers other than activation, bias, name and updater are
 * lost. The given network does not change.
 *
 * <p>Errors: {@code IllegalArgumentException} for other layers than {@code DenseLayer}, {@code OutputLayer}, {@link
 * VariationalDense}, {@link BayesianDense}, {@link L0Gates}, {@code DropoutLayer} and {@code NoiseLayer}; for LayerNorm
 * and for preprocessors.
 *
 * <pre>{@code
 * CompactNetwork compact = CompactNetwork.of(network);
 * System.out.println(compact);
 * MultiLayerNetwork smaller = compact.network();
 * }</pre>
 */
public final class CompactNetwork {

    private final MultiLayerNetwork network;
    private final long before;
    private final Map<Integer, long[]> units = new LinkedHashMap<>();

    private CompactNetwork(MultiLayerNetwork large) {
        before = large.numParams();
        refusePreprocessors(large.getLayerWiseConfigurations());
        List<CompactLayer> dense = new ArrayList<>();
        List<Object> order = new ArrayList<>();
        INDArray gates = null;
        for (Layer layer : large.getLayers()) {
            org.deeplearning4j.nn.conf.layers.Layer conf = RunningConfiguration.of(layer);
            CompactLayer compact = CompactLayer.of(layer).orElse(null);
            if (compact != null) {
                if (gates != null) {
                    compact.gate(gates);
                    gates = null;
                }
                units.put(layer.getIndex(), new long[] {compact.units(), 0});
                dense.add(compact);
                order.add(compact);
            } else if (conf instanceof L0Gates) {
                INDArray open = ((L0Gates) conf).gates(layer.getParam(L0Gates.LOG_ALPHA_KEY));
                gates = gates == null ? open : gates.mul(open);
            } else if (conf.getClass() == DropoutLayer.class || conf instanceof NoiseLayer) {
                order.add(conf.clone());
            } else {
                throw Arguments.invalid(
                        "layer " + layer.getIndex(),
                        "dense, an output, gates or noise",
                        conf.getClass().getName());
            }
        }
        removeAll(dense);
        network = build(large, order);
        int next = 0;
        for (long[] counts : units.values()) {
            counts[1] = dense.get(next++).units();
        }
    }

    /**
     * Removes the units without effect.
     *
     * @param network initialized; a sequence of dense layers
     * @return the smaller network and what was removed
     * @throws IllegalArgumentException if a layer is of another kind
     */
    public static CompactNetwork of(MultiLayerNetwork network) {
        return new CompactNetwork(Arguments.required("network", network));
    }

    private static void refusePreprocessors(MultiLayerConfiguration conf) {
        conf.getInputPreProcessors().forEach((index, shape) -> {
            if (shape != null) {
                throw Arguments.invalid("preprocessor of layer " + index, "absent", shape);
            }
        });
    }

    /** A removed unit may leave units of the layer before without outgoing weights. */
    private static void removeAll(List<CompactLayer> dense) {
        boolean removed = true;
        while (removed) {
            removed = false;
            for (int i = 0; i + 1 < dense.size(); i++) {
                removed |= dense.get(i).removeUnits(dense.get(i + 1));
            }
        }
    }

    private static MultiLayerNetwork build(MultiLayerNetwork large, List<Object> order) {
        org.deeplearning4j.nn.conf.layers.Layer[] layers = order.stream()
                .map(one -> one instanceof CompactLayer ? ((CompactLayer) one).layer() : one)
                .toArray(org.deeplearning4j.nn.conf.layers.Layer[]::new);
        MultiLayerNetwork small = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(large.getDefaultConfiguration().getSeed())
                .dataType(large.params().dataType())
                .list(layers)
                .build());
        small.init();
        for (int i = 0; i < layers.length; i++) {
            if (order.get(i) instanceof CompactLayer) {
                ((CompactLayer) order.get(i)).write(small.getLayer(i));
            }
        }
        return small;
    }

    /**
     * Returns the smaller network.
     *
     * @return a separate network
     */
    public MultiLayerNetwork network() {
        return network;
    }

    /**
     * Returns the share of the parameters that were removed.
     *
     * @return in [0, 1)
     */
    public double removedShare() {
        return 1 - (double) network.numParams() / before;
    }

    @Override
    public String toString() {
        List<String> layers = new ArrayList<>();
        units.forEach((index, counts) -> layers.add("layer " + index + ": " + counts[0] + " -> " + counts[1]));
        return String.format(
                Locale.ROOT,
                "%d -> %d parameters (%.1f %% removed); units %s",
                before,
                network.numParams(),
                100 * removedShare(),
                String.join(", ", layers));
    }
}
