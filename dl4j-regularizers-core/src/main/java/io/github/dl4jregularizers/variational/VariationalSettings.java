package io.github.dl4jregularizers.variational;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.Pruning;
import java.io.Serializable;
import java.util.Objects;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** The settings of the layers with a variance per weight. Immutable. */
@JsonAutoDetect(fieldVisibility = Visibility.ANY)
final class VariationalSettings implements WeightSettings, Serializable {

    private static final long serialVersionUID = 1;

    private final KlWeight klWeight;
    private final double initialLogVariance;
    private final double pruningThreshold;

    @JsonCreator
    VariationalSettings(
            @JsonProperty("klWeight") KlWeight klWeight,
            @JsonProperty("initialLogVariance") double initialLogVariance,
            @JsonProperty("pruningThreshold") double pruningThreshold) {
        this.klWeight = Arguments.required("klWeight", klWeight);
        this.initialLogVariance = Arguments.between("initialLogVariance", initialLogVariance, -40, 10);
        this.pruningThreshold =
                Arguments.between("pruningThreshold", pruningThreshold, -LogAlpha.BOUND, LogAlpha.BOUND);
    }

    /** Weights are pruned where log alpha is above the threshold. */
    Pruning pruning() {
        return new Pruning("weights", parameters -> {
            INDArray weights = parameters.apply(DefaultParamInitializer.WEIGHT_KEY);
            INDArray logVariance = parameters.apply(VariationalParamInitializer.LOG_VARIANCE_KEY);
            return LogAlpha.kept(LogAlpha.of(weights, logVariance, weights.ulike()), pruningThreshold);
        });
    }

    /** The settings of a builder. */
    static final class Draft extends KlDraft {

        double initialLogVariance = -10;
        double pruningThreshold = 3;

        VariationalSettings settings() {
            return new VariationalSettings(klWeight, initialLogVariance, pruningThreshold);
        }
    }

    @Override
    public KlWeight klWeight() {
        return klWeight;
    }

    @Override
    public double initialLogVariance() {
        return initialLogVariance;
    }

    @Override
    public PriorDivergence divergence() {
        return new LogUniformPrior(pruningThreshold);
    }

    @Override
    public WeightSampler sampler(BaseLayer<?> layer, LinearMap map) {
        return new LocalReparameterization(layer, map);
    }

    @Override
    public boolean drawsPerExample() {
        return true;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof VariationalSettings)) {
            return false;
        }
        VariationalSettings that = (VariationalSettings) other;
        return klWeight.equals(that.klWeight)
                && initialLogVariance == that.initialLogVariance
                && pruningThreshold == that.pruningThreshold;
    }

    @Override
    public int hashCode() {
        return Objects.hash(klWeight, initialLogVariance, pruningThreshold);
    }

    @Override
    public String toString() {
        return klWeight + ", initial log variance " + initialLogVariance + ", pruned above log alpha "
                + pruningThreshold;
    }
}
