package io.github.dl4jregularizers.internal.dl4j;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;

/**
 * The configuration of a runtime layer. The {@code conf()} of a wrapper's runtime holds the layer inside. A constraint
 * and a step of a network thus apply to the layer that computes.
 */
public final class RunningConfiguration {

    private RunningConfiguration() {}

    /** Returns the layer's configuration; of a wrapper, that of the layer inside. */
    public static org.deeplearning4j.nn.conf.layers.Layer of(Layer runtime) {
        return runtime.conf().getLayer();
    }

    /** Returns the layer's configuration with the settings of its network. */
    public static NeuralNetConfiguration withNetwork(Layer runtime) {
        return runtime.conf();
    }

    /** Tests whether DL4J divides the layer's gradients by the batch size. */
    public static boolean dividesByMinibatch(Layer runtime) {
        return runtime.conf().isMiniBatch();
    }
}
