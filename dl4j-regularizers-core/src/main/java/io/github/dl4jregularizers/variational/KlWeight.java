package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.internal.Arguments;
import java.io.Serializable;
import java.util.Objects;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The weight of the Kullback-Leibler divergence between a layer's learned noise and its prior, in the score.
 *
 * <p>Formula: the evidence lower bound for N training examples is (sum of N losses) + beta * KL. DL4J's score is the
 * mean loss per example, so the layer adds (beta / N) * KL to it, independent of the minibatch size. The warm-up
 * multiplies by min(1, t / T) at iteration t, so that weights are trained before they are pruned.
 *
 * <p>Defaults: beta 1, which is the bound itself, and no warm-up. Use the same weight in all layers of a network.
 * Immutable; part of a configuration's JSON.
 *
 * <p>Paper: Kingma et al., "Variational Dropout and the Local Reparameterization Trick", NIPS 2015; warm-up: Molchanov
 * et al., "Variational Dropout Sparsifies Deep Neural Networks", ICML 2017, section 4.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
public final class KlWeight implements Serializable {

    private static final long serialVersionUID = 1;

    private final long trainingExamples;
    private final ISchedule beta;
    private final int warmUpIterations;

    @JsonCreator
    private KlWeight(
            @JsonProperty("trainingExamples") long trainingExamples,
            @JsonProperty("beta") ISchedule beta,
            @JsonProperty("warmUpIterations") int warmUpIterations) {
        this.trainingExamples = Arguments.atLeast("trainingExamples", trainingExamples, 1);
        this.beta = Arguments.required("beta", beta);
        this.warmUpIterations = Arguments.atLeast("warmUpIterations", warmUpIterations, 0);
        if (beta instanceof FixedSchedule) {
            Arguments.nonNegative("beta", beta.valueAt(0, 0));
        }
    }

    /**
     * Returns the weight of the evidence lower bound: beta 1, no warm-up.
     *
     * @param trainingExamples number of examples in the training set, not in a minibatch; at least 1
     * @return the weight
     * @throws IllegalArgumentException if trainingExamples is less than 1
     */
    public static KlWeight forTrainingExamples(long trainingExamples) {
        return new KlWeight(trainingExamples, new FixedSchedule(1), 0);
    }

    /**
     * Returns a copy with another beta. Above 1 prunes more, below 1 less.
     *
     * @param newBeta finite, at least 0
     * @return the weight
     * @throws IllegalArgumentException if newBeta is outside its range
     */
    public KlWeight beta(double newBeta) {
        return beta(new FixedSchedule(newBeta));
    }

    /**
     * Returns a copy with a scheduled beta.
     *
     * @param newBeta schedule over iterations or epochs; each value, finite and at least 0, is checked when it is used
     * @return the weight
     * @throws IllegalArgumentException if newBeta is null
     */
    public KlWeight beta(ISchedule newBeta) {
        return new KlWeight(trainingExamples, newBeta, warmUpIterations);
    }

    /**
     * Returns a copy with a linear warm-up from 0.
     *
     * @param iterations number of iterations until the full weight; 0 for none
     * @return the weight
     * @throws IllegalArgumentException if iterations is negative
     */
    public KlWeight warmUp(int iterations) {
        return new KlWeight(trainingExamples, beta, iterations);
    }

    /**
     * Returns the factor of the divergence in the score.
     *
     * @param iteration iterations done so far
     * @param epoch epochs done so far
     * @return beta / N, including the warm-up
     * @throws IllegalArgumentException if a scheduled value is negative, infinite or NaN
     */
    public double at(int iteration, int epoch) {
        double full = Arguments.nonNegative("beta at iteration " + iteration, beta.valueAt(iteration, epoch));
        double share = iteration < warmUpIterations ? (double) iteration / warmUpIterations : 1;
        return full * share / trainingExamples;
    }

    /** Refuses time steps reshaped to examples: the divergence would count once per time step. */
    static void refuseTimeSteps(Layer layer, InputType inputType) {
        if (inputType instanceof InputType.InputTypeFeedForward
                && ((InputType.InputTypeFeedForward) inputType).getTimeDistributedFormat() != null) {
            throw timeStepsAsExamples(layer, inputType);
        }
    }

    static IllegalArgumentException timeStepsAsExamples(Layer layer, InputType inputType) {
        return Arguments.invalid(
                "input of " + layer.getClass().getSimpleName() + " \"" + layer.getLayerName() + "\"",
                "without time steps, which would count as examples (put LastTimeStep or GlobalPoolingLayer below it)",
                inputType);
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof KlWeight)) {
            return false;
        }
        KlWeight that = (KlWeight) other;
        return trainingExamples == that.trainingExamples
                && warmUpIterations == that.warmUpIterations
                && beta.equals(that.beta);
    }

    @Override
    public int hashCode() {
        return Objects.hash(trainingExamples, beta, warmUpIterations);
    }

    @Override
    public String toString() {
        String factor = beta instanceof FixedSchedule ? String.valueOf(beta.valueAt(0, 0)) : beta.toString();
        return "KlWeight(" + factor + " / " + trainingExamples + ", warm-up " + warmUpIterations + " iterations)";
    }
}
