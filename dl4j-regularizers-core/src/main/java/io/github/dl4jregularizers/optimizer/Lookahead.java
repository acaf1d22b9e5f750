package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.HalfPrecision;
import io.github.dl4jregularizers.internal.dl4j.Detached;
import io.github.dl4jregularizers.internal.dl4j.NetworkCopy;
import io.github.dl4jregularizers.internal.weights.NetworkParameter;
import io.github.dl4jregularizers.internal.weights.NetworkParameters;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Lookahead: every k updates, moves slow weights towards the weights of any optimizer and restarts the optimizer there.
 *
 * <p>Formula, after every k-th update: slow = slow + alpha (fast - slow); fast = slow. The state of the inner optimizer
 * continues. BatchNorm's running statistics and frozen layers are not interpolated.
 *
 * <pre>{@code
 * Lookahead lookahead = new Lookahead();
 * network.addListeners(lookahead);
 * network.fit(data, 10);
 * Evaluation evaluation = lookahead.slow(network).evaluate(test);
 * }</pre>
 *
 * <p>Default: k = 5, alpha = 0.5. The paper evaluates the slow weights, see {@link #slow}. Slow weights are kept in
 * float for networks of type HALF.
 *
 * <p>A listener for one {@code MultiLayerNetwork} or {@code ComputationGraph}; a second network is refused, and with it
 * {@code ParallelWrapper}. Slow weights are not saved with the network: after loading they start at the loaded
 * parameters. Java serialization keeps the settings only: the copy is for another network. Layerwise pretraining is not
 * supported. Paper: Zhang et al., "Lookahead Optimizer: k steps forward, 1 step back", NeurIPS 2019.
 */
public final class Lookahead extends BaseTrainingListener implements Serializable {

    private static final long serialVersionUID = 1;

    private final int steps;
    private final double stepSize;

    private transient NetworkParameters parameters;
    private transient List<INDArray> slow;
    private transient int done;

    /** Synchronizes every 5 updates with a slow step size of 0.5. */
    public Lookahead() {
        this(5, 0.5);
    }

    private Lookahead(int steps, double stepSize) {
        this.steps = steps;
        this.stepSize = stepSize;
    }

    /**
     * Sets the number of updates per synchronization.
     *
     * @param updates k, at least 1; 5 or 10 in the paper
     * @return a new listener without state
     * @throws IllegalArgumentException if updates is outside its range
     */
    public Lookahead withSteps(int updates) {
        return new Lookahead(Arguments.atLeast("updates", updates, 1), stepSize);
    }

    /**
     * Sets the step size of the slow weights.
     *
     * @param alpha in (0, 1]; 0.5 or 0.8 in the paper; 1 leaves the inner optimizer unchanged
     * @return a new listener without state
     * @throws IllegalArgumentException if alpha is outside its range
     */
    public Lookahead withStepSize(double alpha) {
        return new Lookahead(steps, Arguments.positive("alpha", Arguments.between("alpha", alpha, 0, 1)));
    }

    /** Copies the slow weights before the first update. */
    @Override
    public void onGradientCalculation(Model model) {
        if (parameters == null) {
            parameters = new NetworkParameters(model);
            slow = parameters.trained().stream()
                    .map(parameter -> Detached.of(() -> HalfPrecision.widened(parameter.value.dup())))
                    .collect(Collectors.toList());
        } else {
            requireSame(model);
        }
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        requireSame(model);
        done++;
        if (done % steps != 0) {
            return;
        }
        for (int i = 0; i < slow.size(); i++) {
            NetworkParameter fast = parameters.trained().get(i);
            INDArray difference = HalfPrecision.widened(fast.value).sub(slow.get(i));
            slow.get(i).addi(difference.muli(stepSize));
            fast.value.assign(slow.get(i));
        }
    }

    private void requireSame(Model model) {
        if (!parameters.areStillOf(model)) {
            throw new IllegalStateException(
                    "A Lookahead is for one network: add a new one after init() and to each further network");
        }
    }

    /**
     * Returns a copy of the network with the slow weights, and with the current BatchNorm statistics.
     *
     * @param <M> {@code MultiLayerNetwork} or {@code ComputationGraph}
     * @param network the network that is trained
     * @return an independent network without listeners
     * @throws IllegalStateException if the listener has seen no update of this network
     */
    public <M extends Model> M slow(M network) {
        if (slow == null) {
            throw new IllegalStateException("The Lookahead has no slow weights before the first update");
        }
        requireSame(Arguments.required("network", network));
        M copy = NetworkCopy.with(network, network.params());
        Map<String, INDArray> values = copy.paramTable();
        for (int i = 0; i < slow.size(); i++) {
            NetworkParameter parameter = parameters.trained().get(i);
            values.get(parameter.layer.networkKey(parameter.name)).assign(slow.get(i));
        }
        return copy;
    }

    @Override
    public String toString() {
        return "Lookahead(" + steps + " steps, step size " + stepSize + ")";
    }
}
