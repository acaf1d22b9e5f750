package io.github.dl4jregularizers.weightnoise;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.InnerLayers;
import io.github.dl4jregularizers.internal.config.SelfDescribed;
import io.github.dl4jregularizers.noise.BackendNoise;
import io.github.dl4jregularizers.noise.NoiseSource;
import io.github.dl4jregularizers.noise.Stochastic;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonIgnoreProperties;

/**
 * A layer around another one that computes with disturbed weights in training, and with its own at inference.
 *
 * <p>Every training forward pass draws anew, for the whole batch; the backward pass and the score of the same batch use
 * the same draw, and the gradient is that of the weights themselves. The underlying layer's parameters stay where they are, in
 * the network's array: for the duration of a pass the layer is handed other arrays in their place, so that what it does
 * with them, also with {@code OneDnn} enabled, is exact without its knowing.
 *
 * <p>Everything else (names and sizes of parameters, updater, regularization, constraints, gradient normalization,
 * dropout on the input, activation) is the underlying layer's, and the network's global settings reach it. A wrapper
 * ({@code LastTimeStep}, {@code MaskZeroLayer}, {@code TimeDistributed}) or {@code Bidirectional} may stand
 * underneath; parameters are then those of the layer inside, in either direction. As with DL4J's wrappers, the builder
 * cannot guess the input type of a network that begins with one: call {@code setInputType}.
 *
 * <p>Transfer learning: {@code TransferLearning} keeps, freezes, adds and removes such a layer. Two of DL4J's tools see
 * through every wrapper: {@code TransferLearningHelper} makes its network of sequential layers from what is underneath,
 * without the noise, and {@code nOutReplace} on the layer below does not widen the one underneath (remove the layers
 * above, and add new ones).
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE,
        setterVisibility = Visibility.NONE)
@JsonIgnoreProperties({"iDropout", "constraints"}) // the underlying layer's: DL4J sets copies here, which nothing reads
public abstract class WeightNoiseLayer extends BaseWrapperLayer implements Stochastic, SelfDescribed {

    private final List<String> parameters;
    private final boolean biases;
    private transient NoiseSource noise;

    /**
     * What every member of the family has.
     *
     * @param underlying the layer whose weights are disturbed
     * @param parameters names of the weights to disturb; null for all
     * @param biases whether biases are disturbed too
     * @throws IllegalArgumentException if the layer is missing, has no such parameters, or does not compute with the
     *     weights that it is handed
     */
    WeightNoiseLayer(Layer underlying, List<String> parameters, boolean biases) {
        super(Arguments.required("underlying layer", underlying));
        this.parameters = parameters == null ? null : List.copyOf(parameters);
        this.biases = biases;
        disturbed();
        if (underlying.getLayerName() != null) {
            setLayerName(underlying.getLayerName());
        }
    }

    /**
     * Writes the noise of one training pass.
     *
     * @param out array to fill, of the parameter's shape
     * @param iteration iterations done so far
     * @param epoch epochs done so far
     * @param source where to draw from
     */
    abstract void fillNoise(INDArray out, int iteration, int epoch, NoiseSource source);

    /** Whether there is noise at all at a point of the training; without, nothing is drawn and nothing computed. */
    abstract boolean hasNoise(int iteration, int epoch);

    /** Whether the weight is multiplied by the noise, and so its gradient too; otherwise the noise is added. */
    abstract boolean isMultiplicative();

    /**
     * The names of the disturbed parameters.
     *
     * @return names within the underlying layer; for {@code Bidirectional}, within either direction's
     */
    public final List<String> disturbed() {
        return DisturbedParameters.of(getClass().getSimpleName(), underlying, parameters, biases);
    }

    /** The parameters that the runtime draws noise for once a batch. */
    List<String> disturbedPerBatch() {
        return disturbed();
    }

    final boolean biases() {
        return biases;
    }

    final NoiseSource noise() {
        return noise == null ? BackendNoise.INSTANCE : noise;
    }

    @Override
    public WeightNoiseLayer withNoise(NoiseSource source) {
        WeightNoiseLayer copy = clone();
        copy.noise = Arguments.required("source", source);
        return copy;
    }

    @Override
    public Optional<String> weightNoiseRefusal() {
        return Optional.of("a layer without weight noise already");
    }

    @Override
    public boolean drawsPerExample() {
        return false;
    }

    /**
     * A network's layer. The configuration that it gets in {@code conf} need not be this one: DL4J's wrappers pass
     * their own content, when this layer has been put into a copy of them.
     */
    @Override
    public final org.deeplearning4j.nn.api.Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parametersView,
            boolean initialize,
            DataType type) {
        NeuralNetConfiguration inner = conf.clone();
        inner.setLayer(underlying);
        inner.setVariables(conf.variables(false)); // one list: the network asks this layer for the names it adds
        Map<String, Layer> content = InnerLayers.of(underlying);
        if (content.isEmpty()) {
            DisturbedParameters.requireReady(getClass().getSimpleName(), underlying);
            return runtime(conf, underlying.instantiate(inner, listeners, index, parametersView, initialize, type));
        }
        // Around a container is inside it, around each layer it holds: those are the ones that compute with weights.
        content.replaceAll((prefix, layer) -> around(layer));
        return new WrappedRuntime(
                conf,
                InnerLayers.replace(underlying, content)
                        .instantiate(inner, listeners, index, parametersView, initialize, type));
    }

    /** What DL4J asks of a layer by its interfaces: an output layer for its score, a recurrent one for its state. */
    org.deeplearning4j.nn.api.Layer runtime(NeuralNetConfiguration conf, org.deeplearning4j.nn.api.Layer layer) {
        if (layer instanceof IOutputLayer) {
            return new WeightNoiseOutputRuntime(this, conf, (IOutputLayer) layer);
        }
        return layer instanceof RecurrentLayer
                ? new WeightNoiseRecurrentRuntime(this, conf, (RecurrentLayer) layer)
                : new WeightNoiseRuntime(this, conf, layer);
    }

    private WeightNoiseLayer around(Layer layer) {
        WeightNoiseLayer copy = (WeightNoiseLayer) super.clone();
        copy.underlying = layer;
        return copy;
    }

    @Override
    public WeightNoiseLayer clone() {
        return around(InnerLayers.copy(underlying));
    }

    /**
     * Replaces the underlying layer; DL4J and {@code LayerTree} use it.
     *
     * @param layer the layer whose weights are disturbed
     * @throws IllegalArgumentException as from the constructor
     */
    @Override
    public void setUnderlying(Layer layer) {
        DisturbedParameters.of(getClass().getSimpleName(), layer, parameters, biases);
        underlying = layer;
    }

    /** DL4J's base class leaves this out, which {@code Bidirectional} and frozen layers need. */
    @Override
    public IUpdater getUpdaterByParam(String parameterName) {
        return underlying.getUpdaterByParam(parameterName);
    }

    @Override
    public IDropout getIDropout() {
        return underlying.getIDropout();
    }

    @Override
    public void setIDropout(IDropout dropout) {
        underlying.setIDropout(dropout);
    }

    @Override
    public void setDataType(DataType type) {
        underlying.setDataType(type);
    }

    @Override
    public void resetLayerDefaultConfig() {
        underlying.resetLayerDefaultConfig();
    }

    @Override
    public boolean equals(Object other) {
        if (other == null || getClass() != other.getClass()) {
            return false;
        }
        WeightNoiseLayer that = (WeightNoiseLayer) other;
        return underlying.equals(that.underlying)
                && Objects.equals(layerName, that.layerName)
                && Objects.equals(parameters, that.parameters)
                && biases == that.biases;
    }

    @Override
    public int hashCode() {
        return Objects.hash(getClass(), underlying, layerName, parameters, biases);
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "(" + underlying + ", " + (parameters == null ? "weights" : parameters)
                + (biases ? ", biases" : "") + ")";
    }
}
