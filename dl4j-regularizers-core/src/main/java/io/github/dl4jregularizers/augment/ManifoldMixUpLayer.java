package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.SelfDescribed;
import io.github.dl4jregularizers.internal.dl4j.ParameterlessLayer;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** Mixes the examples of a batch in the training steps that draw its place. {@link ManifoldMixUp} inserts it. */
final class ManifoldMixUpLayer extends ParameterlessLayer implements SelfDescribed {

    @JsonProperty
    private final MixDraw.Key key;

    @JsonProperty
    private final int place;

    @JsonCreator
    ManifoldMixUpLayer(@JsonProperty("key") MixDraw.Key key, @JsonProperty("place") int place) {
        this.key = Arguments.required("key", key);
        this.place = place;
    }

    MixDraw.Key key() {
        return key;
    }

    int place() {
        return place;
    }

    @Override
    public Optional<String> compositeRefusal() {
        return Optional.of("mixes the examples and labels of the whole network");
    }

    @Override
    public boolean appliesDropout() {
        return false;
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType input) {
        if (Arguments.required("input type of " + described(), input).getType() == InputType.Type.RNN) {
            throw Arguments.invalid("input type of " + described(), ManifoldMixUp.NO_SEQUENCES, input);
        }
        return input;
    }

    @Override
    protected Layer runtime(NeuralNetConfiguration conf, DataType dataType) {
        return new ManifoldMixUpRuntime(conf, dataType, this);
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType input) {
        return memory(input, 0, 2 * input.arrayElementsPerExample());
    }

    @Override
    public ManifoldMixUpLayer clone() {
        return (ManifoldMixUpLayer) super.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ManifoldMixUpLayer
                && super.equals(other)
                && key.equals(((ManifoldMixUpLayer) other).key)
                && place == ((ManifoldMixUpLayer) other).place;
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), key, place);
    }

    @Override
    public String toString() {
        return described() + "(" + key + ", place " + place + ")";
    }
}
