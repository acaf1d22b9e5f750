package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Removes units and channels without effect from a trained network: the smaller network has equal outputs at inference
 * and less to compute.
 *
 * <p>Removes a unit or channel if all weights that read it are 0, or if it is constant. The effect of a constant is
 * added to the next biases. Repeats until none is left. Weights that {@link VariationalDense} and {@link
 * VariationalConvolution2D} prune are 0, and the gates of {@link L0Gates} are multiplied into the weights after them.
 * {@code GroupLasso} with {@code proximal()} makes whole units 0. Each layer keeps at least one unit; inputs and
 * outputs stay.
 *
 * <p>Layers: dense, output and two-dimensional convolutional layers, plain, {@code Variational} or {@code Bayesian};
 * LSTM and SimpleRnn, also inside {@code LastTimeStep}. Between them BatchNorm, activations, gates, noise, pooling, and
 * flattening, in both data formats. In graphs also {@code MergeVertex}, {@code DropPathVertex} and {@code
 * ElementWiseVertex}: a channel of a sum is removed from all inputs of the sum, if it has no effect in any. Inside
 * {@code ResidualBlock}, {@code ConcatenationBlock} and {@code LayerSequence}, the channels between the layers of a
 * sequence are removed; the inputs and outputs of a block stay.
 *
 * <p>A recurrent unit is removed if it stays 0 from an initial state of 0, or if neither the next layers nor the other
 * units read it. A constant other than 0 before a recurrent layer, before a convolution with padding, or before a layer
 * without bias, is not removed. The layers around any other layer or vertex keep their units; {@link #leftAlone} names
 * them.
 *
 * <p>The smaller network has plain layers in place of layers with variances, and identities in place of gates. Gates
 * before BatchNorm, an activation or a sum stay, for the remaining channels. Outputs are equal up to rounding. It has
 * no updater state; penalties, constraints and dropout of replaced layers are lost. The given network does not change.
 *
 * <pre>{@code
 * CompactNetwork<MultiLayerNetwork> compact = CompactNetwork.of(network);
 * System.out.println(compact);
 * System.out.println(compact.timing(features));
 * MultiLayerNetwork smaller = compact.network();
 * }</pre>
 *
 * @param <M> {@code MultiLayerNetwork} or {@code ComputationGraph}
 */
public final class CompactNetwork<M extends Model> {

    private static final int ROUNDS = 20;
    private static final double NANOSECONDS_PER_MILLISECOND = 1e6;

    private final M original;
    private final M network;
    private final CompactPlan plan;

    private CompactNetwork(M original, M network, CompactPlan plan) {
        this.original = original;
        this.network = network;
        this.plan = plan;
    }

    /**
     * Removes the units without effect.
     *
     * @param network initialized
     * @return the smaller network and what was removed
     * @throws IllegalArgumentException if network is null
     */
    public static CompactNetwork<MultiLayerNetwork> of(MultiLayerNetwork network) {
        CompactPlan plan = CompactSource.of(Arguments.required("network", network));
        return new CompactNetwork<>(network, CompactBuild.of(network, plan), plan);
    }

    /**
     * Removes the units without effect.
     *
     * @param network initialized
     * @return the smaller network and what was removed
     * @throws IllegalArgumentException if network is null
     */
    public static CompactNetwork<ComputationGraph> of(ComputationGraph network) {
        CompactPlan plan = CompactSource.of(Arguments.required("network", network));
        return new CompactNetwork<>(network, CompactBuild.of(network, plan), plan);
    }

    /**
     * Returns the smaller network.
     *
     * @return a separate network
     */
    public M network() {
        return network;
    }

    /**
     * Returns the share of the parameters that were removed.
     *
     * @return in [0, 1)
     */
    public double removedShare() {
        return 1 - (double) network.numParams() / original.numParams();
    }

    /**
     * Returns the layers that keep all units because of a layer around them.
     *
     * @return name of each layer, and the reason
     */
    public List<String> leftAlone() {
        return plan.leftAlone();
    }

    /**
     * Measures the time of inference of both networks: the median of 20 passes each, in turn, after one unmeasured.
     *
     * @param features one array per input
     * @return a line with both times and the saved share
     * @throws IllegalArgumentException if features does not have one array per input
     */
    public String timing(INDArray... features) {
        Network large = Network.of(original);
        Network small = Network.of(network);
        Arguments.oneForEachInput("features", features, large.inputs());
        double[] before = new double[ROUNDS];
        double[] after = new double[ROUNDS];
        milliseconds(large, features);
        milliseconds(small, features);
        for (int round = 0; round < ROUNDS; round++) {
            before[round] = milliseconds(large, features);
            after[round] = milliseconds(small, features);
        }
        Arrays.sort(before);
        Arrays.sort(after);
        double was = before[ROUNDS / 2];
        double is = after[ROUNDS / 2];
        return String.format(
                Locale.ROOT, "inference %.2f ms -> %.2f ms (%.0f %% saved)", was, is, 100 * (1 - is / was));
    }

    private static double milliseconds(Network network, INDArray[] features) {
        long start = System.nanoTime();
        network.output(features, null, null);
        return (System.nanoTime() - start) / NANOSECONDS_PER_MILLISECOND;
    }

    /** Parameters and units before and after, and the layers that were left alone. */
    @Override
    public String toString() {
        List<String> layers = new ArrayList<>();
        for (CompactStep step : plan.withWeights()) {
            layers.add(step.name + ": " + step.weights.units() + " -> " + step.aliveUnits().length);
        }
        String text = String.format(
                Locale.ROOT,
                "%d -> %d parameters (%.1f %% removed); units %s",
                original.numParams(),
                network.numParams(),
                100 * removedShare(),
                String.join(", ", layers));
        return leftAlone().isEmpty() ? text : text + "; left alone: " + String.join(", ", leftAlone());
    }
}
