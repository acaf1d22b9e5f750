package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.internal.Coefficient;
import io.github.dl4jregularizers.internal.weights.SelectedParameters;
import io.github.dl4jregularizers.internal.weights.SelectiveRegularization;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.Axpy;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonInclude;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Shrinks parameters by a constant share in every update, beside the gradient step and not as part of the loss.
 *
 * <p>Formula: theta = theta - lr * weightDecay * theta - step, or without lr where the decay is to be independent of the
 * learning rate. The decay sees the parameters as they were before the step, is not scaled by an adaptive updater, and
 * adds nothing to the score.
 *
 * <p>Usually {@link AdamW} or {@link SgdW} installs it. By itself it goes into a single layer's {@code .regularization(...)}, where it
 * decays everything DL4J counts as a weight: LayerNorm's gain and PReLU's slope too. In the global configuration DL4J
 * registers every regularization but L1 and L2 twice. Paper: Loshchilov &amp; Hutter, Decoupled Weight Decay
 * Regularization, 2019.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class DecoupledWeightDecay implements SelectiveRegularization {

    private static final long serialVersionUID = 1;

    private final ISchedule weightDecay;
    private final boolean timesLearningRate;
    private final SelectedParameters parameters;

    @JsonCreator
    DecoupledWeightDecay(
            @JsonProperty("weightDecay") ISchedule weightDecay,
            @JsonProperty("timesLearningRate") boolean timesLearningRate,
            @JsonProperty("parameters") SelectedParameters parameters) {
        this.weightDecay = Coefficient.checked("weightDecay", weightDecay);
        this.timesLearningRate = timesLearningRate;
        this.parameters = parameters;
    }

    /**
     * Decay by lr * weightDecay in every update, as PyTorch does it.
     *
     * @param weightDecay finite and at least 0
     * @throws IllegalArgumentException if weightDecay is outside its range
     */
    public DecoupledWeightDecay(double weightDecay) {
        this(new FixedSchedule(weightDecay), true);
    }

    /**
     * Decay that follows a schedule.
     *
     * @param weightDecay schedule of coefficients, finite and at least 0; each value is checked when it is used
     * @param timesLearningRate whether the coefficient is multiplied by the updater's learning rate
     * @throws IllegalArgumentException if weightDecay is missing, or fixed and outside its range
     */
    public DecoupledWeightDecay(ISchedule weightDecay, boolean timesLearningRate) {
        this(weightDecay, timesLearningRate, null);
    }

    /** Whether nothing ever decays. */
    boolean isNever() {
        return Coefficient.isNever(weightDecay);
    }

    /** The same decay for some of a layer's parameters. */
    DecoupledWeightDecay of(SelectedParameters some) {
        return new DecoupledWeightDecay(weightDecay, timesLearningRate, some);
    }

    @Override
    public boolean includes(String parameterName) {
        return parameters == null || parameters.includes(parameterName);
    }

    @Override
    public ApplyStep applyStep() {
        return ApplyStep.POST_UPDATER;
    }

    @Override
    public void apply(INDArray param, INDArray gradView, double lr, int iteration, int epoch) {
        if (parameters != null && !parameters.includes(param.length())) {
            return;
        }
        double share = Coefficient.at("weight decay", weightDecay, iteration, epoch);
        if (timesLearningRate) {
            share *= lr;
        }
        if (share != 0) {
            Nd4j.exec(new Axpy(param, gradView, gradView, share));
        }
    }

    @Override
    public double score(INDArray param, int iteration, int epoch) {
        return 0;
    }

    /** Immutable, so the copy is the same object. */
    @Override
    public Regularization clone() {
        return this;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof DecoupledWeightDecay)) {
            return false;
        }
        DecoupledWeightDecay that = (DecoupledWeightDecay) other;
        return weightDecay.equals(that.weightDecay)
                && timesLearningRate == that.timesLearningRate
                && Objects.equals(parameters, that.parameters);
    }

    @Override
    public int hashCode() {
        return Objects.hash(weightDecay, timesLearningRate, parameters);
    }

    @Override
    public String toString() {
        return "DecoupledWeightDecay(" + Coefficient.described(weightDecay)
                + (timesLearningRate ? " x learning rate" : "") + (parameters == null ? "" : ", " + parameters) + ")";
    }
}
