package io.github.dl4jregularizers.recurrent;

import io.github.dl4jregularizers.internal.composite.NoiseWrapper;
import io.github.dl4jregularizers.internal.recurrence.PassMemory;
import io.github.dl4jregularizers.internal.recurrence.StateMasks;
import io.github.dl4jregularizers.noise.NoiseSource;
import java.util.Optional;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.nd4j.linalg.activations.impl.ActivationRReLU;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Wraps an LSTM or SimpleRnn and adds noise to its states. */
abstract class StateNoise extends NoiseWrapper {

    private static final long serialVersionUID = 1;

    StateNoise(Layer underlying) {
        super(underlying);
        computing(underlying);
    }

    /**
     * Draws the noise of one pass; empty for a pass without noise.
     *
     * @param memory sizes of the pass, and memory until its backward pass
     * @param isTraining false at inference
     * @param carried mask of the recurrent input from the previous segment of the same sequences, or null
     */
    abstract Optional<StateMasks> masks(
            PassMemory memory, boolean isTraining, int iteration, int epoch, INDArray carried);

    final NoiseSource noise() {
        return source();
    }

    /** Returns the layer that computes: inside wrappers, and one direction of a Bidirectional. */
    final Layer computing(Layer layer) {
        if (layer instanceof NoiseWrapper) {
            throw refused(layer, "a layer without other noise inside");
        }
        if (layer instanceof BaseWrapperLayer) {
            return computing(((BaseWrapperLayer) layer).getUnderlying());
        }
        if (layer instanceof Bidirectional) {
            return computing(((Bidirectional) layer).getFwd());
        }
        if (layer.getClass() != LSTM.class && layer.getClass() != SimpleRnn.class) {
            throw refused(layer, "an LSTM or SimpleRnn");
        }
        if (layer instanceof SimpleRnn && ((SimpleRnn) layer).hasLayerNorm()) {
            throw refused(layer, "without LayerNorm");
        }
        if (((org.deeplearning4j.nn.conf.layers.BaseLayer) layer).getActivationFn() instanceof ActivationRReLU) {
            throw refused(layer, "without randomized ReLU, which draws once per pass");
        }
        return layer;
    }

    @Override
    protected org.deeplearning4j.nn.api.Layer runtime(
            NeuralNetConfiguration conf, org.deeplearning4j.nn.api.Layer layer) {
        computing(underlying);
        return new StateNoiseRuntime(this, conf, (RecurrentLayer) layer);
    }

    /**
     * Replaces the underlying layer; for DL4J and {@code LayerTree}.
     *
     * @param layer an LSTM or SimpleRnn, or a wrapper around one
     * @throws IllegalArgumentException as from the constructor
     */
    @Override
    public void setUnderlying(Layer layer) {
        computing(layer);
        underlying = layer;
    }

    @Override
    public boolean drawsPerExample() {
        return true;
    }

    @Override
    public Optional<String> weightNoiseRefusal() {
        return Optional.of("a layer without noise on its states");
    }
}
