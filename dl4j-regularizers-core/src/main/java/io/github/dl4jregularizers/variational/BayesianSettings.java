package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.internal.Arguments;
import java.io.Serializable;
import java.util.Objects;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** The settings of Bayesian layers. Immutable. */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
final class BayesianSettings implements WeightSettings, Serializable {

    private static final long serialVersionUID = 1;

    private final KlWeight klWeight;
    private final WeightPrior prior;
    private final double temperature;
    private final double initialDeviation;
    /** Null for recurrent layers, which draw each weight once per pass. */
    private final GradientEstimator estimator;

    @JsonCreator
    BayesianSettings(
            @JsonProperty("klWeight") KlWeight klWeight,
            @JsonProperty("prior") WeightPrior prior,
            @JsonProperty("temperature") double temperature,
            @JsonProperty("initialDeviation") double initialDeviation,
            @JsonProperty("estimator") GradientEstimator estimator) {
        this.klWeight = Arguments.required("klWeight", klWeight);
        this.prior = Arguments.required("prior", prior);
        this.temperature = Arguments.positive("temperature", temperature);
        this.initialDeviation = Arguments.between("initialDeviation", initialDeviation, 1e-8, 100);
        this.estimator = estimator;
    }

    /** The settings of a builder. */
    static final class Draft extends KlDraft {

        WeightPrior prior = WeightPrior.gaussian(1);
        double temperature = 1;
        double initialDeviation = 0.01;
        GradientEstimator estimator = GradientEstimator.LOCAL_REPARAMETERIZATION;

        BayesianSettings settings() {
            return new BayesianSettings(
                    klWeight, prior, temperature, initialDeviation, Arguments.required("estimator", estimator));
        }

        BayesianSettings ofRecurrent() {
            return new BayesianSettings(klWeight, prior, temperature, initialDeviation, null);
        }
    }

    @Override
    public KlWeight klWeight() {
        return klWeight;
    }

    @Override
    public double initialLogVariance() {
        return 2 * Math.log(initialDeviation);
    }

    @Override
    public PriorDivergence divergence() {
        return prior.isMixture()
                ? new MixturePriorDivergence(prior, temperature)
                : new GaussianPriorDivergence(prior.variance(), temperature);
    }

    @Override
    public WeightSampler sampler(BaseLayer<?> layer, LinearMap map) {
        return Arguments.required("estimator", estimator) == GradientEstimator.FLIPOUT
                ? new Flipout(layer, map)
                : new LocalReparameterization(layer, map);
    }

    @Override
    public boolean drawsPerExample() {
        return estimator == GradientEstimator.LOCAL_REPARAMETERIZATION && !prior.isMixture();
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof BayesianSettings)) {
            return false;
        }
        BayesianSettings that = (BayesianSettings) other;
        return klWeight.equals(that.klWeight)
                && prior.equals(that.prior)
                && temperature == that.temperature
                && initialDeviation == that.initialDeviation
                && estimator == that.estimator;
    }

    @Override
    public int hashCode() {
        return Objects.hash(klWeight, prior, temperature, initialDeviation, estimator);
    }

    @Override
    public String toString() {
        return klWeight + ", " + prior + ", temperature " + temperature + ", initial deviation " + initialDeviation
                + (estimator == null ? "" : ", " + estimator);
    }
}
