package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.Network;
import io.github.dl4jregularizers.internal.dl4j.StepListener;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Entropy-SGD: moves towards the mean of a Langevin chain around the parameters, and so to wide minima.
 *
 * <p>Formula, per update of the parameters x, with y = m = x at the start: for L minibatches, y = y - r (g(y) - gamma
 * (x - y)) + sqrt(r) noise N(0, 1) and m = (1 - a) m + a y; then x = x - lr gamma (x - m). Here g is the gradient of
 * the mean loss of the minibatch and r the inner learning rate. Scoping: gamma = gamma0 (1 + growth)^t at update t.
 * Where papers fold gamma into the learning rate, theirs is lr gamma.
 *
 * <p>One update costs L forward and backward passes: compare trainings at equal passes, not updates. An epoch ends with
 * its last full chain or an incomplete one.
 *
 * <p>Defaults: L = 20, r = 0.1, lr = 1, gamma0 = 0.03, growth 0.001, a = 0.75, noise 1e-4. The network's updaters, L1,
 * L2, weight decay and constraints are not applied. BatchNorm's running statistics follow the chain. Frozen layers
 * stay. Listeners receive {@code iterationDone} per update. Immutable settings. For networks of one input and one
 * output.
 *
 * <p>Errors: {@code IllegalArgumentException} for values out of range, truncated backpropagation through time, and HALF
 * networks, whose rounding is larger than the steps. Also for listeners that change the gradient, such as {@link
 * GradientClipping} and {@link SharpnessAwareMinimization}: the chain's steps have no listeners.
 *
 * <pre>{@code EntropySgd.of(20).fit(network, data, epochs);}</pre>
 *
 * <p>Paper: Chaudhari et al., "Entropy-SGD: Biasing Gradient Descent Into Wide Valleys", ICLR 2017, algorithm 1.
 */
public final class EntropySgd {

    private int length = 20;
    private double innerRate = 0.1;
    private double learningRate = 1;
    private double gamma = 0.03;
    private double growth = 0.001;
    private double averaging = 0.75;
    private double noise = 1e-4;

    private EntropySgd() {}

    /**
     * Creates a trainer.
     *
     * @param length L, minibatches per update, at least 1; 20 in the paper
     * @return the trainer
     * @throws IllegalArgumentException if length is below 1
     */
    public static EntropySgd of(int length) {
        EntropySgd created = new EntropySgd();
        created.length = Arguments.atLeast("length", length, 1);
        return created;
    }

    private EntropySgd copy() {
        EntropySgd copy = of(length);
        copy.innerRate = innerRate;
        copy.learningRate = learningRate;
        copy.gamma = gamma;
        copy.growth = growth;
        copy.averaging = averaging;
        copy.noise = noise;
        return copy;
    }

    /**
     * Sets the learning rates.
     *
     * @param outer lr, finite and above 0
     * @param inner r, finite and above 0
     * @return a new trainer
     * @throws IllegalArgumentException if a value is outside its range
     */
    public EntropySgd learningRates(double outer, double inner) {
        EntropySgd copy = copy();
        copy.learningRate = Arguments.positive("outer", outer);
        copy.innerRate = Arguments.positive("inner", inner);
        return copy;
    }

    /**
     * Sets the scope.
     *
     * @param initial gamma0, finite and above 0
     * @param newGrowth growth per update, finite and at least 0
     * @return a new trainer
     * @throws IllegalArgumentException if a value is outside its range
     */
    public EntropySgd scope(double initial, double newGrowth) {
        EntropySgd copy = copy();
        copy.gamma = Arguments.positive("initial", initial);
        copy.growth = Arguments.nonNegative("growth", newGrowth);
        return copy;
    }

    /**
     * Sets the weight of the newest iterate in the mean.
     *
     * @param weight a, in [0, 1]
     * @return a new trainer
     * @throws IllegalArgumentException if weight is outside its range
     */
    public EntropySgd averaging(double weight) {
        EntropySgd copy = copy();
        copy.averaging = Arguments.between("weight", weight, 0, 1);
        return copy;
    }

    /**
     * Sets the noise of the chain.
     *
     * @param factor of sqrt(r) N(0, 1), finite and at least 0
     * @return a new trainer
     * @throws IllegalArgumentException if factor is outside its range
     */
    public EntropySgd noise(double factor) {
        EntropySgd copy = copy();
        copy.noise = Arguments.nonNegative("noise", factor);
        return copy;
    }

    /**
     * Trains a network.
     *
     * @param network a {@code MultiLayerNetwork}, or a {@code ComputationGraph} of one input and one output
     * @param data minibatches, with masks if they have any; reset before each epoch
     * @param epochs at least 1
     * @throws IllegalArgumentException if an argument is missing or outside its range, the network trains by truncated
     *     backpropagation or is of type HALF, or a listener changes the gradient
     */
    public void fit(Model network, DataSetIterator data, int epochs) {
        Network view = EpochLoop.checked(network, data, epochs);
        StepListener.refuse(view, "EntropySgd", StepListener.Effect.CHANGES_GRADIENT);
        DataType type = network.params().dataType();
        if (type != DataType.FLOAT && type != DataType.DOUBLE) {
            throw Arguments.invalid("data type of the network", "FLOAT or DOUBLE", type);
        }
        view.initializeGradients();
        LangevinChain chain = new LangevinChain(network);
        EpochLoop.run(view, data, epochs, () -> update(view, chain, data));
    }

    private void update(Network network, LangevinChain chain, DataSetIterator data) {
        double scope = gamma * Math.pow(1 + growth, network.iteration());
        chain.start();
        for (int i = 0; i < length && data.hasNext(); i++) {
            DataSet batch = data.next();
            network.pass(
                    batch.getFeatures(), batch.getLabels(), batch.getFeaturesMaskArray(), batch.getLabelsMaskArray());
            int examples = (int) batch.getLabels().size(0);
            chain.step(examples, innerRate, scope, noise * Math.sqrt(innerRate), averaging);
        }
        chain.finish(learningRate * scope);
        network.listeners()
                .forEach(listener -> listener.iterationDone(network.model(), network.iteration(), network.epoch()));
        network.setCounts(network.iteration() + 1, network.epoch());
    }

    @Override
    public String toString() {
        return "EntropySgd(length " + length + ", rates " + learningRate + " and " + innerRate + ", gamma " + gamma
                + " (1 + " + growth + ")^t, averaging " + averaging + ", noise " + noise + ")";
    }
}
