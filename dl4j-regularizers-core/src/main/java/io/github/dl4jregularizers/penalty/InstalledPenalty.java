package io.github.dl4jregularizers.penalty;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.Units;
import io.github.dl4jregularizers.internal.weights.SelectedParameters;
import io.github.dl4jregularizers.internal.weights.SelectiveRegularization;
import io.github.dl4jregularizers.internal.weights.SinglePrecision;
import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonInclude;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** A {@link WeightPenalty} in a layer, with the parameters that it acts on and their units. */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
@JsonInclude(JsonInclude.Include.NON_NULL)
final class InstalledPenalty implements SelectiveRegularization {

    private static final long serialVersionUID = 1;

    private final WeightPenalty<?> penalty;
    private final SelectedParameters parameters;
    private final Map<Long, Units> units;

    /** Penalizes all parameters if null. Units, by length of the parameter, are empty for an elementwise penalty. */
    @JsonCreator
    InstalledPenalty(
            @JsonProperty("penalty") WeightPenalty<?> penalty,
            @JsonProperty("parameters") SelectedParameters parameters,
            @JsonProperty("units") Map<Long, Units> units) {
        this.penalty = Arguments.required("penalty", penalty);
        this.parameters = parameters;
        this.units = Arguments.required("units", units);
    }

    @Override
    public int position() {
        return penalty.position();
    }

    @Override
    public boolean isProximal() {
        return penalty.isProximal();
    }

    WeightPenalty<?> penalty() {
        return penalty;
    }

    /** Returns the same penalty, limited to fewer parameters. */
    InstalledPenalty limitedTo(SelectedParameters limits) {
        return new InstalledPenalty(penalty, limits, units);
    }

    @Override
    public boolean includes(String parameterName) {
        return parameters == null || parameters.includes(parameterName);
    }

    private boolean includes(long length) {
        return parameters == null || parameters.includes(length);
    }

    private Units unitsOf(INDArray parameter) {
        Units its = units.get(parameter.length());
        if (its == null && !penalty.isElementwise()) {
            throw new IllegalStateException("A parameter of length " + parameter.length() + " is none of "
                    + units.keySet() + ". The layer was resized after applyTo: call it again");
        }
        return its;
    }

    @Override
    public ApplyStep applyStep() {
        return penalty.isProximal() ? ApplyStep.POST_UPDATER : ApplyStep.BEFORE_UPDATER;
    }

    @Override
    public void apply(INDArray param, INDArray gradView, double lr, int iteration, int epoch) {
        if (!includes(param.length())) {
            return;
        }
        Units its = unitsOf(param);
        INDArray weights = SinglePrecision.of(param);
        INDArray gradient = SinglePrecision.of(gradView);
        if (penalty.isProximal()) {
            penalty.shrink(weights, gradient, its, lr, iteration, epoch);
        } else {
            penalty.addGradient(weights, gradient, its, iteration, epoch);
        }
        SinglePrecision.writeBack(gradient, gradView);
    }

    /** Proximal penalties are no part of the loss. */
    @Override
    public double score(INDArray param, int iteration, int epoch) {
        return penalty.isProximal() || !includes(param.length())
                ? 0
                : penalty.value(SinglePrecision.of(param), unitsOf(param), iteration, epoch);
    }

    /** Immutable, so the copy is the same object. */
    @Override
    public Regularization clone() {
        return this;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof InstalledPenalty)) {
            return false;
        }
        InstalledPenalty that = (InstalledPenalty) other;
        return penalty.equals(that.penalty) && Objects.equals(parameters, that.parameters) && units.equals(that.units);
    }

    @Override
    public int hashCode() {
        return Objects.hash(penalty, parameters, units);
    }

    @Override
    public String toString() {
        return parameters == null ? penalty.toString() : penalty + " of " + parameters;
    }
}
