package io.github.dl4jregularizers.internal.composite;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.InnerLayers;
import io.github.dl4jregularizers.internal.dl4j.WrappedRuntime;
import io.github.dl4jregularizers.noise.BackendNoise;
import io.github.dl4jregularizers.noise.NoiseSource;
import io.github.dl4jregularizers.noise.Stochastic;
import java.util.Collection;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Wraps a layer and adds noise to its computation. Around a container, {@code LastTimeStep}, {@code MaskZeroLayer} or
 * {@code Bidirectional}, the noise is added to each layer inside. Names, sizes, updater and penalties of the parameters
 * are those of the underlying layer.
 */
public abstract class NoiseWrapper extends LayerWrapper implements Stochastic {

    private transient NoiseSource noise;

    /**
     * Wraps a layer, and takes its name.
     *
     * @param underlying not null
     * @throws IllegalArgumentException if underlying is null
     */
    protected NoiseWrapper(Layer underlying) {
        super(underlying);
    }

    /** Returns the runtime around that of the underlying layer, which holds no other layers. */
    protected abstract org.deeplearning4j.nn.api.Layer runtime(
            NeuralNetConfiguration conf, org.deeplearning4j.nn.api.Layer layer);

    /** Returns the source of the draws. */
    protected final NoiseSource source() {
        return noise == null ? BackendNoise.INSTANCE : noise;
    }

    @Override
    public NoiseWrapper withNoise(NoiseSource source) {
        NoiseWrapper copy = clone();
        copy.noise = Arguments.required("source", source);
        return copy;
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
        NeuralNetConfiguration inner = inner(conf);
        Map<String, Layer> content = InnerLayers.of(underlying);
        if (content.isEmpty()) {
            requireReady();
            return runtime(conf, underlying.instantiate(inner, listeners, index, parametersView, initialize, type));
        }
        content.replaceAll((prefix, layer) -> around(layer));
        return new WrappedRuntime(
                conf,
                InnerLayers.replace(underlying, content)
                        .instantiate(inner, listeners, index, parametersView, initialize, type));
    }

    /** Checks a built network: the settings have reached the layer, and DL4J's own weight noise is absent. */
    private void requireReady() {
        if (!(underlying instanceof BaseLayer)) {
            throw refused(underlying, "a subclass of DL4J's BaseLayer");
        }
        BaseLayer settings = (BaseLayer) underlying;
        if (settings.getWeightNoise() != null) {
            throw refused(underlying, "a layer without DL4J's weight noise " + settings.getWeightNoise());
        }
        if (settings.getIUpdater() == null || settings.getWeightInitFn() == null) {
            String own = getClass().getSimpleName();
            throw refused(
                    underlying,
                    "a layer with the network's updater and weight initialization (for a layer inside a"
                            + " Bidirectional, put " + own + " around the Bidirectional)");
        }
    }

    /** The exception for a layer that this class cannot wrap. */
    protected final IllegalArgumentException refused(Layer layer, String allowed) {
        return refused(getClass().getSimpleName(), layer, allowed);
    }

    /** The exception for a layer that noise of the given name cannot wrap. */
    public static IllegalArgumentException refused(String noise, Layer layer, String allowed) {
        String name = layer.getLayerName() == null ? "" : " '" + layer.getLayerName() + "'";
        return Arguments.invalid(
                "layer" + name + " under " + noise, allowed, layer.getClass().getSimpleName());
    }

    @Override
    public NoiseWrapper clone() {
        return (NoiseWrapper) super.clone();
    }
}
