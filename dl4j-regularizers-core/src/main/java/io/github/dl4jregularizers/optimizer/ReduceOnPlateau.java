package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.LayerNode;
import io.github.dl4jregularizers.internal.config.LayerTree;
import io.github.dl4jregularizers.internal.config.TrainingSettings;
import io.github.dl4jregularizers.internal.dl4j.Network;
import java.io.Serializable;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.learning.config.IUpdater;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Multiplies all learning rates by a factor when a score stops improving, as PyTorch's {@code ReduceLROnPlateau}.
 *
 * <p>Rule, after each epoch: a score below best (1 - threshold) is the new best, any other epoch is bad. After more
 * than {@code patience} bad epochs in a row each rate lr becomes max(factor lr, minimum), and the count restarts. For
 * {@code cooldown} epochs after a reduction no epoch is bad. A NaN score is never the best.
 *
 * <pre>{@code
 * network.addListeners(ReduceOnPlateau.of((MultiLayerNetwork model) -> model.score(validation)).withPatience(3));
 * }</pre>
 *
 * <p>Defaults: factor 0.1, patience 10, threshold 1e-4, cooldown 0, minimum 0. Smaller scores are better: negate an
 * accuracy. Rates per layer keep their ratio until one reaches the minimum, and rates of 0 stay 0. The state of the
 * updaters continues.
 *
 * <p>Learning rates must be constant: a schedule is refused at the first reduction. A listener for one network. It is
 * not saved with the network, but the reduced rates are, as part of the configuration. Java serialization keeps the
 * best score and the counts; the copy is for another network. It requires a serializable score.
 *
 * @param <M> {@code MultiLayerNetwork} or {@code ComputationGraph}
 */
public final class ReduceOnPlateau<M extends Model> extends BaseTrainingListener implements Serializable {

    private static final long serialVersionUID = 1;

    private static final Logger LOG = LoggerFactory.getLogger(ReduceOnPlateau.class);

    /** PyTorch's eps: smaller changes of a rate are not made. */
    private static final double SMALLEST_CHANGE = 1e-8;

    private final ToDoubleFunction<M> score;
    private final double factor;
    private final int patience;
    private final double threshold;
    private final int cooldown;
    private final double minimum;

    private transient Model network;
    private double best = Double.POSITIVE_INFINITY;
    private int bad;
    private int cooling;

    private ReduceOnPlateau(
            ToDoubleFunction<M> score, double factor, int patience, double threshold, int cooldown, double minimum) {
        this.score = score;
        this.factor = factor;
        this.patience = patience;
        this.threshold = threshold;
        this.cooldown = cooldown;
        this.minimum = minimum;
    }

    /**
     * Watches a score with the default settings.
     *
     * @param <M> {@code MultiLayerNetwork} or {@code ComputationGraph}
     * @param score is computed after each epoch; smaller is better
     * @return a listener
     * @throws IllegalArgumentException if score is missing
     */
    public static <M extends Model> ReduceOnPlateau<M> of(ToDoubleFunction<M> score) {
        return new ReduceOnPlateau<>(Arguments.required("score", score), 0.1, 10, 1e-4, 0, 0);
    }

    /**
     * Sets the factor.
     *
     * @param multiplier in (0, 1)
     * @return a new listener without state
     * @throws IllegalArgumentException if multiplier is outside its range
     */
    public ReduceOnPlateau<M> withFactor(double multiplier) {
        return new ReduceOnPlateau<>(
                score, Arguments.properShare("multiplier", multiplier), patience, threshold, cooldown, minimum);
    }

    /**
     * Sets the number of bad epochs that are tolerated.
     *
     * @param epochs at least 0
     * @return a new listener without state
     * @throws IllegalArgumentException if epochs is outside its range
     */
    public ReduceOnPlateau<M> withPatience(int epochs) {
        return new ReduceOnPlateau<>(
                score, factor, Arguments.atLeast("epochs", epochs, 0), threshold, cooldown, minimum);
    }

    /**
     * Sets the relative improvement below which an epoch is bad.
     *
     * @param improvement in [0, 1)
     * @return a new listener without state
     * @throws IllegalArgumentException if improvement is outside its range
     */
    public ReduceOnPlateau<M> withThreshold(double improvement) {
        return new ReduceOnPlateau<>(
                score, factor, patience, Arguments.rate("improvement", improvement), cooldown, minimum);
    }

    /**
     * Sets the number of epochs after a reduction in which no epoch is bad.
     *
     * @param epochs at least 0
     * @return a new listener without state
     * @throws IllegalArgumentException if epochs is outside its range
     */
    public ReduceOnPlateau<M> withCooldown(int epochs) {
        return new ReduceOnPlateau<>(
                score, factor, patience, threshold, Arguments.atLeast("epochs", epochs, 0), minimum);
    }

    /**
     * Sets the smallest learning rate.
     *
     * @param learningRate finite and at least 0
     * @return a new listener without state
     * @throws IllegalArgumentException if learningRate is outside its range
     */
    public ReduceOnPlateau<M> withMinimum(double learningRate) {
        return new ReduceOnPlateau<>(
                score, factor, patience, threshold, cooldown, Arguments.nonNegative("learningRate", learningRate));
    }

    @Override
    @SuppressWarnings("unchecked") // The type of network that the user's score takes.
    public void onEpochEnd(Model model) {
        if (network != null && network != model) {
            throw new IllegalStateException(
                    "A ReduceOnPlateau is for one network: add a new one to each further network");
        }
        network = model;
        double current = score.applyAsDouble((M) model);
        if (current < best * (1 - threshold)) {
            best = current;
            bad = 0;
        } else {
            bad++;
        }
        if (cooling > 0) {
            cooling--;
            bad = 0;
        }
        if (bad > patience) {
            LayerTree tree = Network.of(model).configuration(LayerTree::of, LayerTree::of);
            reduceAll(tree);
            cooling = cooldown;
            bad = 0;
        }
    }

    /** Changes the updaters in place, as DL4J's {@code setLearningRate} does; several parameters may share one. */
    private void reduceAll(LayerTree tree) {
        Set<IUpdater> updaters = Collections.newSetFromMap(new IdentityHashMap<>());
        for (LayerNode node : tree.nodes()) {
            if (!node.isFrozen()) {
                TrainingSettings.of(node.config()).ifPresent(settings -> {
                    updaters.add(settings.updater());
                    updaters.add(settings.biasUpdater());
                });
            }
        }
        updaters.removeIf(updater -> updater == null || !updater.hasLearningRate());
        updaters.forEach(LayerRates::requireConstant);
        updaters.forEach(this::reduce);
    }

    private void reduce(IUpdater updater) {
        double old = updater.getLearningRate(0, 0);
        double reduced = old == 0 ? 0 : Math.max(factor * old, minimum);
        if (old - reduced > SMALLEST_CHANGE) {
            updater.setLrAndSchedule(reduced, null);
            LOG.info("Learning rate reduced from {} to {}", old, reduced);
        }
    }

    @Override
    public String toString() {
        return "ReduceOnPlateau(factor " + factor + ", patience " + patience + ", threshold " + threshold
                + ", cooldown " + cooldown + ", minimum " + minimum + ")";
    }
}
