package io.github.dl4jregularizers.weightnoise;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;

/**
 * The runtime of a wrapper layer, whose configuration DL4J means in two ways. Within a network it asks for the kind of
 * layer, its format, sizes and learning rate: those of the underlying one. {@code TransferLearning} asks a layer for
 * what to add to the network, before there is one, and gives a frozen layer the network's configuration.
 */
class WrappedRuntime extends BaseWrapperLayer {

    private final NeuralNetConfiguration whole;
    private boolean inNetwork;

    WrappedRuntime(NeuralNetConfiguration whole, Layer underlying) {
        super(underlying);
        this.whole = whole;
    }

    @Override
    public final NeuralNetConfiguration conf() {
        return inNetwork ? super.conf() : whole;
    }

    @Override
    public final void setConf(NeuralNetConfiguration conf) {
        NeuralNetConfiguration inner = conf.clone();
        while (inner.getLayer() instanceof org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer) {
            inner.setLayer(
                    ((org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer) inner.getLayer()).getUnderlying());
        }
        super.setConf(inner);
    }

    /** The last thing that a network's {@code init} does with its layers. */
    @Override
    public final void setIterationCount(int iterations) {
        inNetwork = true;
        super.setIterationCount(iterations);
    }
}
