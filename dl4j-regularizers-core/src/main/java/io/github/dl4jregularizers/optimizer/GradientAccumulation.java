package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.Network;
import io.github.dl4jregularizers.internal.dl4j.StepListener;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Trains with one update per k minibatches: the step of a batch that is k times larger, in the memory of one minibatch.
 *
 * <p>Formula: the gradients of k minibatches are summed, and DL4J's updater gets the sum divided by the number of
 * examples of all of them. Without BatchNorm and noise the step equals that of the joined batch, up to rounding. The
 * last group of an epoch may be smaller. The score is the mean over the examples.
 *
 * <p>BatchNorm normalizes and updates its running statistics per minibatch. Penalties, weight decay, constraints and
 * schedules act once per update. Listeners get {@code onGradientCalculation} and {@code iterationDone} once per update,
 * so {@link GradientClipping} clips the summed gradient; {@code onForwardPass} and {@code onBackwardPass} come per
 * minibatch. Sums are in float for networks of type HALF.
 *
 * <p>Errors: {@code IllegalArgumentException} for truncated backpropagation through time, and for {@link
 * SharpnessAwareMinimization}, {@link GradientNormPenalty} or {@link FisherTracePenalty} among the listeners. Their
 * further passes have one minibatch. For networks of one input and one output.
 *
 * <pre>{@code GradientAccumulation.of(8).fit(network, data, epochs);}</pre>
 */
public final class GradientAccumulation {

    private final int minibatches;

    private GradientAccumulation(int minibatches) {
        this.minibatches = Arguments.atLeast("minibatches", minibatches, 1);
    }

    /**
     * Creates a trainer.
     *
     * @param minibatches k, at least 1
     * @return the trainer
     * @throws IllegalArgumentException if minibatches is below 1
     */
    public static GradientAccumulation of(int minibatches) {
        return new GradientAccumulation(minibatches);
    }

    /**
     * Trains a network.
     *
     * @param network a {@code MultiLayerNetwork}, or a {@code ComputationGraph} of one input and one output
     * @param data minibatches, with masks if they have any; reset before each epoch
     * @param epochs at least 1
     * @throws IllegalArgumentException if an argument is missing or outside its range, or the network trains by
     *     truncated backpropagation or has a listener that repeats the pass
     */
    public void fit(Model network, DataSetIterator data, int epochs) {
        Network view = EpochLoop.checked(network, data, epochs);
        StepListener.refuse(view, "GradientAccumulation", StepListener.Effect.REPEATS_PASS);
        view.initializeGradients();
        EpochLoop.run(view, data, epochs, () -> step(view, data));
    }

    private void step(Network network, DataSetIterator data) {
        AccumulatedGradients sum = new AccumulatedGradients(network.model());
        DataSet batch = null;
        double score = 0;
        for (int i = 0; i < minibatches && data.hasNext(); i++) {
            batch = data.next();
            network.pass(
                    batch.getFeatures(), batch.getLabels(), batch.getFeaturesMaskArray(), batch.getLabelsMaskArray());
            int examples = (int) batch.getLabels().size(0);
            score += network.model().score() * examples;
            sum.add(examples);
        }
        int examples = (int) batch.getLabels().size(0);
        sum.write(examples);
        network.setScore(score / sum.examples());
        network.setBatch(batch.getFeatures(), batch.getLabels());
        List<TrainingListener> listeners = network.listeners();
        listeners.forEach(listener -> listener.onGradientCalculation(network.model()));
        network.update(examples);
        listeners.forEach(listener -> listener.iterationDone(network.model(), network.iteration(), network.epoch()));
        network.setCounts(network.iteration() + 1, network.epoch());
        network.setBatch(null, null);
    }

    @Override
    public String toString() {
        return "GradientAccumulation(" + minibatches + ")";
    }
}
