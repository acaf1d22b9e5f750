package io.github.dl4jregularizers.internal.dl4j;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;

/**
 * The runtime of a wrapper layer. Its {@code conf()} has two meanings in DL4J. Within a network it is the underlying
 * layer's: type, format, sizes, learning rate. {@code TransferLearning} calls it on a layer outside a network and
 * expects the wrapper's.
 */
public class WrappedRuntime extends BaseWrapperLayer {

    private final NeuralNetConfiguration whole;
    private boolean inNetwork;

    /**
     * Wraps a layer.
     *
     * @param whole configuration with the wrapper
     * @param underlying runtime of the layer inside
     */
    public WrappedRuntime(NeuralNetConfiguration whole, Layer underlying) {
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

    /** DL4J calls this last in a network's {@code init}. */
    @Override
    public final void setIterationCount(int iterations) {
        inNetwork = true;
        super.setIterationCount(iterations);
    }
}
