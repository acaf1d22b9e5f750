package io.github.dl4jregularizers.weightnoise;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.InnerLayers;
import io.github.dl4jregularizers.internal.config.SelfDescribed;
import io.github.dl4jregularizers.internal.dl4j.WrappedRuntime;
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
 * Wraps a layer and perturbs its weights in training. Inference uses the weights as they are.
 *
 * <p>Every training forward pass draws once for the whole batch. The backward pass and the score of the batch use the
 * same draw; the gradient is with respect to the unperturbed weights. The parameters stay in the network's array:
 * during a pass the underlying layer reads other arrays in their place. This is exact with {@code OneDnn} enabled too.
 *
 * <p>Parameter names and sizes, updater, regularization, constraints, gradient normalization, input dropout and
 * activation are the underlying layer's. The network's global settings apply to it. A wrapper ({@code LastTimeStep},
 * {@code MaskZeroLayer}, {@code TimeDistributed}) or {@code Bidirectional} may be the underlying layer; parameter names
 * then mean those of the layer inside, in both directions. As with DL4J's wrappers, a network that begins with one
 * needs {@code setInputType}.
 *
 * <p>Transfer learning: {@code TransferLearning} keeps, freezes, adds and removes such a layer. Two tools of DL4J
 * ignore every wrapper. {@code TransferLearningHelper} builds its network of sequential layers without the noise.
 * {@code nOutReplace} on the layer below leaves the underlying layer's size: remove the layers above and add new ones.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE,
        setterVisibility = Visibility.NONE)
@JsonIgnoreProperties({"iDropout", "constraints"}) // the underlying layer's: DL4J sets unused copies here
public abstract class WeightNoiseLayer extends BaseWrapperLayer implements Stochastic, SelfDescribed {

    private final List<String> parameters;
    private final boolean biases;
    private transient NoiseSource noise;

    /**
     * Wraps a layer.
     *
     * @param underlying the layer whose weights are perturbed
     * @param parameters names of the weights to perturb; null for all
     * @param biases whether biases are perturbed too
     * @throws IllegalArgumentException if the layer is null, has no such parameters, or does not read its weights from
     *     {@code paramTable()}
     */
    WeightNoiseLayer(Layer underlying, List<String> parameters, boolean biases) {
        super(Arguments.required("underlying layer", underlying));
        this.parameters = parameters == null ? null : List.copyOf(parameters);
        this.biases = biases;
        perturbed();
        if (underlying.getLayerName() != null) {
            setLayerName(underlying.getLayerName());
        }
    }

    /**
     * Draws the noise of one training pass.
     *
     * @param out array to fill, of the parameter's shape
     * @param iteration iterations so far
     * @param epoch epochs so far
     * @param source source of the draws
     */
    abstract void fillNoise(INDArray out, int iteration, int epoch, NoiseSource source);

    /** Tests whether there is noise at this iteration and epoch; otherwise nothing is drawn. */
    abstract boolean hasNoise(int iteration, int epoch);

    /** Tests whether noise multiplies the weight, and so its gradient; otherwise it is added. */
    abstract boolean isMultiplicative();

    /**
     * Returns the names of the perturbed parameters.
     *
     * @return names within the underlying layer; for {@code Bidirectional}, within either direction's
     */
    public final List<String> perturbed() {
        return PerturbedParameters.of(getClass().getSimpleName(), underlying, parameters, biases);
    }

    /** Returns the parameters that the runtime draws noise for once per batch. */
    List<String> perturbedPerBatch() {
        return perturbed();
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
     * Creates the runtime. The layer in {@code conf} may be another than this one: a DL4J wrapper around a copy of this
     * layer passes its own content.
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
            PerturbedParameters.requireReady(getClass().getSimpleName(), underlying);
            return runtime(conf, underlying.instantiate(inner, listeners, index, parametersView, initialize, type));
        }
        // Noise around a container goes around each layer inside.
        content.replaceAll((prefix, layer) -> around(layer));
        return new WrappedRuntime(
                conf,
                InnerLayers.replace(underlying, content)
                        .instantiate(inner, listeners, index, parametersView, initialize, type));
    }

    /** Returns the runtime with the interfaces of the underlying one: output layer or recurrent layer. */
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
     * Replaces the underlying layer; for DL4J and {@code LayerTree}.
     *
     * @param layer the layer whose weights are perturbed
     * @throws IllegalArgumentException as from the constructor
     */
    @Override
    public void setUnderlying(Layer layer) {
        PerturbedParameters.of(getClass().getSimpleName(), layer, parameters, biases);
        underlying = layer;
    }

    /** Needed by {@code Bidirectional} and frozen layers; DL4J's base class returns null. */
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
