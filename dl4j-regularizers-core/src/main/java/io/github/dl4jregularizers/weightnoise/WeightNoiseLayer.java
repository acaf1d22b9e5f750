package io.github.dl4jregularizers.weightnoise;

import io.github.dl4jregularizers.internal.composite.NoiseWrapper;
import io.github.dl4jregularizers.noise.NoiseSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

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
public abstract class WeightNoiseLayer extends NoiseWrapper {

    private final List<String> parameters;
    private final boolean biases;

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
        super(underlying);
        this.parameters = parameters == null ? null : List.copyOf(parameters);
        this.biases = biases;
        perturbed();
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
        return source();
    }

    @Override
    public WeightNoiseLayer withNoise(NoiseSource source) {
        return (WeightNoiseLayer) super.withNoise(source);
    }

    @Override
    public Optional<String> weightNoiseRefusal() {
        return Optional.of("a layer without weight noise already");
    }

    @Override
    public boolean drawsPerExample() {
        return false;
    }

    /** Returns the runtime with the interfaces of the underlying one: output layer or recurrent layer. */
    @Override
    protected org.deeplearning4j.nn.api.Layer runtime(
            NeuralNetConfiguration conf, org.deeplearning4j.nn.api.Layer layer) {
        if (layer instanceof IOutputLayer) {
            return new WeightNoiseOutputRuntime(this, conf, (IOutputLayer) layer);
        }
        return layer instanceof RecurrentLayer
                ? new WeightNoiseRecurrentRuntime(this, conf, (RecurrentLayer) layer)
                : new WeightNoiseRuntime(this, conf, layer);
    }

    @Override
    public WeightNoiseLayer clone() {
        return (WeightNoiseLayer) super.clone();
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

    @Override
    public boolean equals(Object other) {
        if (!super.equals(other)) {
            return false;
        }
        WeightNoiseLayer that = (WeightNoiseLayer) other;
        return Objects.equals(parameters, that.parameters) && biases == that.biases;
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), parameters, biases);
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "(" + underlying + ", " + (parameters == null ? "weights" : parameters)
                + (biases ? ", biases" : "") + ")";
    }
}
