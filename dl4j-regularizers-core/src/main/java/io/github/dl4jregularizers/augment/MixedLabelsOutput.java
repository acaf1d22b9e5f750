package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.composite.LayerWrapper;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** An output layer that mixes its labels in training, with the draw of a {@link ManifoldMixUpLayer}. */
final class MixedLabelsOutput extends LayerWrapper {

    private final MixDraw.Key key;

    @JsonCreator
    MixedLabelsOutput(@JsonProperty("underlying") Layer underlying, @JsonProperty("key") MixDraw.Key key) {
        super(underlying);
        this.key = Arguments.required("key", key);
    }

    MixDraw.Key key() {
        return key;
    }

    @Override
    public org.deeplearning4j.nn.api.Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parametersView,
            boolean initialize,
            DataType type) {
        return new MixedLabelsRuntime(this, conf, (IOutputLayer)
                underlying.instantiate(inner(conf), listeners, index, parametersView, initialize, type));
    }

    @Override
    public Optional<String> weightNoiseRefusal() {
        return Optional.of("an output layer whose labels are not mixed; apply ManifoldMixUp after weight noise");
    }

    @Override
    public Optional<String> compositeRefusal() {
        return Optional.of("is an output layer");
    }

    @Override
    public MixedLabelsOutput clone() {
        return (MixedLabelsOutput) super.clone();
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other) && key.equals(((MixedLabelsOutput) other).key);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), key);
    }

    @Override
    public String toString() {
        return "MixedLabelsOutput(" + underlying + ", " + key + ")";
    }
}
