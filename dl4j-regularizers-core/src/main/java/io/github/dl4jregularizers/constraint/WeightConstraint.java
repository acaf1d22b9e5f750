package io.github.dl4jregularizers.constraint;

import io.github.dl4jregularizers.internal.config.ParameterRole;
import io.github.dl4jregularizers.internal.config.ParameterShape;
import io.github.dl4jregularizers.internal.config.Units;
import io.github.dl4jregularizers.internal.dl4j.RunningConfiguration;
import io.github.dl4jregularizers.internal.weights.SinglePrecision;
import java.util.Collections;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;

/**
 * A constraint on the weights of a layer: projects each weight onto the allowed set, once after every update. It skips
 * LayerNorm's gain and PReLU's slope, which DL4J counts as weights. Half-precision weights are projected in single
 * precision.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        setterVisibility = Visibility.NONE)
abstract class WeightConstraint implements LayerConstraint {

    private static final long serialVersionUID = 1;

    /** The parameters that count as weights; DL4J sets them when it builds the layer. */
    private Set<String> params = new HashSet<>();

    /**
     * Changes a weight of a layer in place.
     *
     * @param weight the parameter; a copy in single precision of one in half
     * @param parameter of the network
     * @param units of the parameter
     * @param layer that the parameter belongs to
     */
    abstract void project(INDArray weight, INDArray parameter, Units units, Layer layer);

    /** Works outside workspaces: a graph may leave its thread in a closed one, where DL4J refuses new arrays. */
    @Override
    @SuppressWarnings("try") // The scope is used by being open.
    public final void applyConstraint(Layer layer, int iteration, int epoch) {
        try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            applyTo(layer);
        }
    }

    private void applyTo(Layer layer) {
        org.deeplearning4j.nn.conf.layers.Layer config = RunningConfiguration.of(layer);
        for (String name : params) {
            INDArray parameter = layer.getParam(name);
            if (parameter != null && ParameterRole.of(config, name) == ParameterRole.WEIGHT) {
                Units units = Units.of(config, config.getLayerName(), "", name, ParameterShape.of(parameter));
                INDArray weight = SinglePrecision.of(parameter);
                project(weight, parameter, units, layer);
                SinglePrecision.writeBack(weight, parameter);
            }
        }
    }

    /** {@inheritDoc} */
    @Override
    public final void setParams(Set<String> names) {
        params = names == null ? new HashSet<>() : new HashSet<>(names);
    }

    /** {@inheritDoc} */
    @Override
    public final Set<String> getParams() {
        return Collections.unmodifiableSet(params);
    }

    @Override
    public abstract WeightConstraint clone();

    /** Completes a clone. */
    final <C extends WeightConstraint> C withSameParams(C copy) {
        copy.setParams(params);
        return copy;
    }

    @Override
    public boolean equals(Object other) {
        return other != null && getClass() == other.getClass() && params.equals(((WeightConstraint) other).params);
    }

    @Override
    public int hashCode() {
        return Objects.hash(getClass(), params);
    }
}
