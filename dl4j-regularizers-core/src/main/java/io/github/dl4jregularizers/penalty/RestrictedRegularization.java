package io.github.dl4jregularizers.penalty;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.weights.SelectedParameters;
import io.github.dl4jregularizers.internal.weights.SelectiveRegularization;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** A regularization of DL4J's, limited to some parameters of the layer. */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
final class RestrictedRegularization implements SelectiveRegularization {

    private static final long serialVersionUID = 1;

    private final Regularization regularization;
    private final SelectedParameters parameters;

    /**
     * Limits a regularization.
     *
     * @param regularization the regularization to limit
     * @param parameters the parameters that it still acts on
     */
    @JsonCreator
    RestrictedRegularization(
            @JsonProperty("regularization") Regularization regularization,
            @JsonProperty("parameters") SelectedParameters parameters) {
        this.regularization = Arguments.required("regularization", regularization);
        this.parameters = Arguments.required("parameters", parameters);
    }

    @Override
    public Regularization inEffect() {
        return regularization;
    }

    @Override
    public boolean includes(String parameterName) {
        return parameters.includes(parameterName);
    }

    @Override
    public ApplyStep applyStep() {
        return regularization.applyStep();
    }

    @Override
    public void apply(INDArray param, INDArray gradView, double lr, int iteration, int epoch) {
        if (parameters.includes(param.length())) {
            regularization.apply(param, gradView, lr, iteration, epoch);
        }
    }

    @Override
    public double score(INDArray param, int iteration, int epoch) {
        return parameters.includes(param.length()) ? regularization.score(param, iteration, epoch) : 0;
    }

    @Override
    public Regularization clone() {
        return new RestrictedRegularization(regularization.clone(), parameters);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RestrictedRegularization
                && regularization.equals(((RestrictedRegularization) other).regularization)
                && parameters.equals(((RestrictedRegularization) other).parameters);
    }

    @Override
    public int hashCode() {
        return Objects.hash(regularization, parameters);
    }

    @Override
    public String toString() {
        return regularization + " of " + parameters;
    }
}
