package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.internal.backend.LayerRun;
import io.github.dl4jregularizers.internal.composite.CompositeRuntime;
import java.util.ArrayList;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runtime of a {@link LayerSequence}. */
final class LayerSequenceRuntime extends CompositeRuntime<LayerSequence> {

    private final LayerRun body;
    private final boolean hasInputGradient;
    private boolean inTraining;

    LayerSequenceRuntime(
            NeuralNetConfiguration conf,
            DataType dataType,
            INDArray parameters,
            Map<String, Layer> layers,
            boolean hasInputGradient) {
        super(conf, dataType, parameters, layers);
        this.hasInputGradient = hasInputGradient;
        body = Bodies.of(new ArrayList<>(layers.values()), hasInputGradient);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        inTraining = training;
        return body.forward(typedInput(training, workspaces), training, workspaces);
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        INDArray ofInput = lastRun().backward(epsilon, workspaces);
        return new Pair<>(gradientOfViews(), hasInputGradient ? ofInput : null);
    }

    /** Returns the run of the last forward pass; repeats a pass of inference, which keeps no activations. */
    private LayerRun lastRun() {
        if (inTraining) {
            return body;
        }
        LayerRun again = new InferenceRun(new ArrayList<>(layers()));
        LayerWorkspaceMgr unmanaged = LayerWorkspaceMgr.noWorkspacesImmutable();
        again.forward(typedInput(false, unmanaged), false, unmanaged);
        return again;
    }

    /** False: an inner block freezes its own layers. */
    @Override
    protected boolean isFrozen(String prefix) {
        return false;
    }

    @Override
    public Pair<INDArray, MaskState> feedForwardMaskArray(INDArray mask, MaskState state, int minibatchSize) {
        super.feedForwardMaskArray(mask, state, minibatchSize);
        return throughLayers(layers(), mask, state, minibatchSize);
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
