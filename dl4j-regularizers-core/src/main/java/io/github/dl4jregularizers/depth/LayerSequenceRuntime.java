package io.github.dl4jregularizers.depth;

import java.util.ArrayList;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Computes the layers, and hands on what they give in the order that DL4J's layers take. */
final class LayerSequenceRuntime extends CompositeRuntime<LayerSequence> {

    private final BodyRuntime body;

    LayerSequenceRuntime(
            NeuralNetConfiguration conf, DataType dataType, INDArray parameters, Map<String, Layer> layers) {
        super(conf, dataType, parameters, layers);
        body = BodyRuntime.of(new ArrayList<>(layers.values()));
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        INDArray output = body.forward(typedInput(training, workspaces), training, workspaces);
        return ChannelsLast.usual(output, ArrayType.ACTIVATIONS, workspaces);
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        INDArray gradient = body.backward(epsilon, workspaces);
        return new Pair<>(
                gradientOfViews(),
                gradient == null ? null : ChannelsLast.usual(gradient, ArrayType.ACTIVATION_GRAD, workspaces));
    }

    /** Nothing is frozen here; a block inside says itself what of it is. */
    @Override
    boolean isFrozen(String prefix) {
        return false;
    }

    @Override
    public Pair<INDArray, MaskState> feedForwardMaskArray(INDArray mask, MaskState state, int minibatchSize) {
        super.feedForwardMaskArray(mask, state, minibatchSize);
        return throughLayers(layers(), mask, state, minibatchSize);
    }

    @Override
    public Type type() {
        return layers().iterator().next().type();
    }

    @Override
    public void clear() {
        super.clear();
        body.clear();
    }

    @Override
    public String toString() {
        return layerConf() + ", computed " + body;
    }
}
