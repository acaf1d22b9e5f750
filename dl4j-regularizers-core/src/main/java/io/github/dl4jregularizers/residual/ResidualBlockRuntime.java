package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.backend.BlockLayer;
import io.github.dl4jregularizers.internal.backend.BodyDraw;
import io.github.dl4jregularizers.internal.backend.LayerRun;
import io.github.dl4jregularizers.internal.composite.CompositeRuntime;
import io.github.dl4jregularizers.noise.InferenceNoise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runtime of a {@link ResidualBlock}: computes the shortcut, and the body of the kept examples. */
class ResidualBlockRuntime extends CompositeRuntime<ResidualBlock> implements BlockLayer {

    private final List<Layer> bodyLayers = new ArrayList<>();
    private final List<Layer> shortcutLayers = new ArrayList<>();
    private final LayerRun body;
    private final LayerRun shortcut;
    private KeptExamples kept;
    private double factor;
    private boolean inTraining;
    private INDArray preActivation;
    private boolean isBodyFrozen;

    ResidualBlockRuntime(
            NeuralNetConfiguration conf, DataType dataType, INDArray parameters, Map<String, Layer> layers) {
        super(conf, dataType, parameters, layers);
        layers.forEach((prefix, layer) -> (ResidualBlock.isBody(prefix) ? bodyLayers : shortcutLayers).add(layer));
        body = Bodies.of(bodyLayers);
        shortcut = shortcutLayers.isEmpty() ? null : Bodies.of(shortcutLayers);
    }

    static ResidualBlockRuntime of(
            NeuralNetConfiguration conf, DataType dataType, INDArray parameters, Map<String, Layer> layers) {
        return RecurrentStates.areIn(layers)
                ? new RecurrentBlockRuntime(conf, dataType, parameters, layers)
                : new ResidualBlockRuntime(conf, dataType, parameters, layers);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        INDArray in = typedInput(training, workspaces);
        inTraining = training;
        kept = draws(training) ? drawn(in, workspaces) : KeptExamples.all(in);
        factor = factor(training);
        return activated(sum(in, body, shortcut, workspaces), workspaces);
    }

    /** Computes shortcut plus scaled body, into an array that may be overwritten. */
    private INDArray sum(INDArray in, LayerRun bodyRun, LayerRun shortcutRun, LayerWorkspaceMgr workspaces) {
        INDArray sum = shortcutRun == null
                ? workspaces.dup(ArrayType.ACTIVATIONS, in, 'c')
                : shortcutRun.forward(in, inTraining, workspaces);
        if (!kept.isNone()) {
            INDArray part = residual(kept.of(in, ArrayType.ACTIVATIONS, workspaces), bodyRun, workspaces);
            requireShape(part, sum);
            kept.addTo(sum, part);
        }
        return sum;
    }

    /** Overwrites the sum at inference. */
    private INDArray activated(INDArray sum, LayerWorkspaceMgr workspaces) {
        IActivation activation = layerConf().activation();
        if (activation instanceof ActivationIdentity) {
            return sum;
        }
        preActivation = inTraining ? sum : null;
        INDArray own = inTraining ? workspaces.dup(ArrayType.ACTIVATIONS, sum, 'c') : sum;
        return workspaces.leverageTo(ArrayType.ACTIVATIONS, activation.getActivation(own, inTraining));
    }

    private boolean draws(boolean training) {
        return training || layerConf().noise() instanceof InferenceNoise;
    }

    private KeptExamples drawn(INDArray in, LayerWorkspaceMgr workspaces) {
        return layerConf().perExample()
                ? KeptExamples.each(in, dropRate(), layerConf().noise())
                : KeptExamples.together(in, dropRate(), layerConf().noise());
    }

    private double dropRate() {
        return layerConf().dropRate().at(iterationCount, epochCount);
    }

    /** Returns the factor of the body's output. */
    private double factor(boolean training) {
        double keep = 1 - dropRate();
        boolean draws = draws(training);
        return draws == layerConf().scaleAtInference() ? 1 : draws ? 1 / keep : keep;
    }

    /** Checks the shapes of a network that was built without an input type. */
    private void requireShape(INDArray residual, INDArray skip) {
        long[] expected = skip.shape().clone();
        expected[0] = kept.count();
        Arguments.shape("output of the body of " + layerId(), residual.shape(), expected);
    }

    private INDArray residual(INDArray in, LayerRun bodyRun, LayerWorkspaceMgr workspaces) {
        if (layerConf().perExample() && maskArray != null) {
            INDArray mask = kept.of(maskArray, ArrayType.ACTIVATIONS, workspaces);
            throughLayers(bodyLayers, mask, maskState, (int) kept.count());
        }
        INDArray residual = bodyRun.forward(in, inTraining, workspaces);
        return factor == 1 ? residual : residual.muli(factor);
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        isBodyFrozen = kept.isNone() && layerConf().freezesDropped();
        if (inTraining) {
            return backward(epsilon, body, shortcut, workspaces);
        }
        LayerRun bodyAgain = new InferenceRun(bodyLayers);
        LayerRun shortcutAgain = shortcut == null ? null : new InferenceRun(shortcutLayers);
        LayerWorkspaceMgr unmanaged = LayerWorkspaceMgr.noWorkspacesImmutable();
        preActivation = sum(typedInput(false, unmanaged), bodyAgain, shortcutAgain, unmanaged);
        return backward(epsilon, bodyAgain, shortcutAgain, workspaces);
    }

    private Pair<Gradient, INDArray> backward(
            INDArray epsilon, LayerRun bodyRun, LayerRun shortcutRun, LayerWorkspaceMgr workspaces) {
        INDArray delta = throughActivation(epsilon);
        INDArray ofBody = kept.isNone() ? zeroBodyGradients() : bodyRun.backward(scaled(delta, workspaces), workspaces);
        INDArray past = shortcutRun == null
                ? workspaces.dup(ArrayType.ACTIVATION_GRAD, delta, 'c')
                : shortcutRun.backward(delta, workspaces);
        return new Pair<>(gradientOfViews(), sum(past, ofBody, workspaces));
    }

    /** Adds two gradients. Either is null if a frozen layer stops it. */
    private INDArray sum(INDArray past, INDArray ofBody, LayerWorkspaceMgr workspaces) {
        if (ofBody == null || past == null && kept.isAll()) {
            return past == null ? ofBody : past;
        }
        INDArray total =
                past == null ? workspaces.create(ArrayType.ACTIVATION_GRAD, ofBody.dataType(), input.shape()) : past;
        kept.addTo(total, ofBody);
        return total;
    }

    /** Returns the gradient with respect to the sum. */
    private INDArray throughActivation(INDArray epsilon) {
        if (layerConf().activation() instanceof ActivationIdentity) {
            return epsilon;
        }
        if (preActivation == null) {
            throw new IllegalStateException("The backward pass of " + layerId()
                    + " needs a forward pass before it; each allows one backward pass");
        }
        INDArray z = preActivation;
        preActivation = null;
        return layerConf().activation().backprop(z, epsilon).getFirst();
    }

    private INDArray scaled(INDArray delta, LayerWorkspaceMgr workspaces) {
        INDArray ofKept = kept.of(delta, ArrayType.BP_WORKING_MEM, workspaces);
        if (factor == 1) {
            return ofKept;
        }
        INDArray own = ofKept == delta ? workspaces.dup(ArrayType.BP_WORKING_MEM, delta, 'c') : ofKept;
        return own.muli(factor);
    }

    /** Returns null, as a frozen body does. */
    private INDArray zeroBodyGradients() {
        Bodies.zeroGradients(bodyLayers);
        return null;
    }

    @Override
    public List<Layer> body() {
        return bodyLayers;
    }

    @Override
    public List<Layer> shortcut() {
        return shortcutLayers;
    }

    @Override
    public IActivation activation() {
        return layerConf().activation();
    }

    @Override
    public boolean alwaysKeepsBody(boolean training) {
        return layerConf().dropRate().isAlwaysZero()
                || !draws(training) && !layerConf().scaleAtInference();
    }

    @Override
    public boolean mayDropBody() {
        return !layerConf().dropRate().isAlwaysZero();
    }

    @Override
    public boolean isPerExample() {
        return layerConf().perExample();
    }

    @Override
    public BodyDraw draw(INDArray batch, boolean training, LayerWorkspaceMgr workspaces) {
        KeptExamples drawn = draws(training) ? drawn(batch, workspaces) : KeptExamples.all(batch);
        isBodyFrozen = training && drawn.isNone() && layerConf().freezesDropped();
        return new BodyDraw(drawn.positions(), factor(training));
    }

    @Override
    protected final boolean isFrozen(String prefix) {
        return isBodyFrozen && ResidualBlock.isBody(prefix);
    }

    @Override
    public Pair<INDArray, MaskState> feedForwardMaskArray(INDArray mask, MaskState state, int minibatchSize) {
        super.feedForwardMaskArray(mask, state, minibatchSize);
        throughLayers(shortcutLayers, mask, state, minibatchSize);
        return throughLayers(bodyLayers, mask, state, minibatchSize);
    }

    @Override
    public void clear() {
        super.clear();
        preActivation = null;
        body.clear();
        if (shortcut != null) {
            shortcut.clear();
        }
    }

    @Override
    public String toString() {
        return layerConf() + ", body computed " + body;
    }
}
