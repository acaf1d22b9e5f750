package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.ConfigurationChange;
import io.github.dl4jregularizers.internal.Coefficient;
import io.github.dl4jregularizers.internal.weights.SelectedParameters;
import io.github.dl4jregularizers.internal.weights.SelectiveRegularization;
import io.github.dl4jregularizers.schedule.ScaledSchedule;
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
 * Decays parameters in every update, outside the loss and the updater.
 *
 * <p>Formula: theta = theta - lr * weightDecay * theta - step, or without lr for decay that is independent of the
 * learning rate. The decay acts on the parameters before the step, is not scaled by an adaptive updater, and adds
 * nothing to the score.
 *
 * <p>{@link AdamW} and {@link SgdW} install it. By itself it goes into one layer's {@code .regularization(...)}, where
 * it decays every parameter that DL4J counts as a weight, including LayerNorm's gain and PReLU's slope. In the global
 * configuration DL4J registers every regularization except L1 and L2 twice. Paper: Loshchilov &amp; Hutter, "Decoupled
 * Weight Decay Regularization", 2019.
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
     * Decays by lr * weightDecay per update, as PyTorch.
     *
     * @param weightDecay finite and at least 0
     * @throws IllegalArgumentException if weightDecay is outside its range
     */
    public DecoupledWeightDecay(double weightDecay) {
        this(new FixedSchedule(weightDecay), true);
    }

    /**
     * Decays by a schedule.
     *
     * @param weightDecay coefficients, finite and at least 0; checked when used
     * @param timesLearningRate true to multiply by the updater's learning rate
     * @throws IllegalArgumentException if weightDecay is missing, or fixed and outside its range
     */
    public DecoupledWeightDecay(ISchedule weightDecay, boolean timesLearningRate) {
        this(weightDecay, timesLearningRate, null);
    }

    /**
     * Turns DL4J's {@code .l2(c)} and {@code .weightDecay(c)} into decoupled decay with the coefficient c, on weights
     * only.
     *
     * <p>Updaters and learning rates stay. With plain gradient descent, the steps stay the same. With Adam, L2 is
     * divided by the root of the mean squared gradient, and decoupled decay is not. The best coefficient differs: often
     * 0.01 to 0.1 where L2 was 1e-4. L2 and weight decay of biases are removed. A weight decay that DL4J registered
     * twice counts once.
     *
     * @return a change, which refuses a layer with two different settings
     */
    public static ConfigurationChange replacingL2() {
        return new L2Replacement();
    }

    /** Tests whether the coefficient is always 0. */
    boolean isNever() {
        return Coefficient.isNever(weightDecay);
    }

    DecoupledWeightDecay times(double factor) {
        if (factor == 1) {
            return this;
        }
        ISchedule scaled = weightDecay instanceof FixedSchedule
                ? new FixedSchedule(factor * weightDecay.valueAt(0, 0))
                : new ScaledSchedule(weightDecay, factor);
        return new DecoupledWeightDecay(scaled, timesLearningRate, parameters);
    }

    /** Returns the same decay for some of a layer's parameters; null for all. */
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
