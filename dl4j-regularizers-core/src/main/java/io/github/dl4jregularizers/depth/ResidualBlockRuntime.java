package io.github.dl4jregularizers.depth;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.BackwardArrays;
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

/** Computes the shortcut always and the body where it is kept. */
class ResidualBlockRuntime extends CompositeRuntime<ResidualBlock> {

    private final List<Layer> bodyLayers = new ArrayList<>();
    private final List<Layer> shortcutLayers = new ArrayList<>();
    private final BodyRuntime body;
    private final BodyRuntime shortcut;
    private KeptExamples kept;
    private INDArray preActivation;
    private boolean isBodyFrozen;
    private boolean isInBranch;
    private boolean isOutputShared;

    ResidualBlockRuntime(
            NeuralNetConfiguration conf, DataType dataType, INDArray parameters, Map<String, Layer> layers) {
        super(conf, dataType, parameters, layers);
        layers.forEach((prefix, layer) -> (ResidualBlock.isBody(prefix) ? bodyLayers : shortcutLayers).add(layer));
        body = BodyRuntime.of(bodyLayers);
        shortcut = shortcutLayers.isEmpty() ? null : BodyRuntime.of(shortcutLayers);
    }

    static ResidualBlockRuntime of(
            NeuralNetConfiguration conf, DataType dataType, INDArray parameters, Map<String, Layer> layers) {
        return layers.values().stream().anyMatch(RecurrentInnerLayer.class::isInstance)
                ? new RecurrentBlockRuntime(conf, dataType, parameters, layers)
                : new ResidualBlockRuntime(conf, dataType, parameters, layers);
    }

    /**
     * From here on this is one of {@link BranchSteps}: gradients, and unless it is the last the output, go to the next step
     * in the order in which they are computed, and that step leaves them as they are.
     */
    final void standInBranch(boolean isLast) {
        isInBranch = true;
        isOutputShared = !isLast;
    }

    final INDArray ordered(INDArray array, ArrayType space, LayerWorkspaceMgr workspaces) {
        return body.ordered(array, space, workspaces);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        LayerWorkspaceMgr lasting = training ? BackwardArrays.in(workspaces) : workspaces;
        ArrayType space = training ? ArrayType.INPUT : ArrayType.FF_WORKING_MEM;
        INDArray given = typedInput(training, workspaces);
        kept = draws(training) ? drawn(given, workspaces) : KeptExamples.all(given);
        INDArray in = kept.isNone() ? given : body.ordered(given, space, lasting);
        if (kept.isAll()) {
            INDArray residual = residual(in, training, workspaces);
            INDArray skip = shortcut == null ? in : shortcut.forward(in, training, workspaces);
            requireShape(residual, skip);
            return activated(residual, skip, training, workspaces);
        }
        INDArray sum = shortcut == null
                ? copy(in, ArrayType.ACTIVATIONS, workspaces)
                : shortcut.forward(in, training, workspaces);
        if (!kept.isNone()) {
            INDArray part = residual(kept.of(in, ArrayType.ACTIVATIONS, workspaces), training, workspaces);
            requireShape(part, sum);
            kept.addTo(sum, part);
        }
        return activated(sum, null, training, workspaces);
    }

    /** The activation of sum + addend; the addend is null for nothing, and the sum this block's to overwrite. */
    private INDArray activated(INDArray sum, INDArray addend, boolean training, LayerWorkspaceMgr workspaces) {
        IActivation activation = layerConf().activation();
        preActivation = training && !(activation instanceof ActivationIdentity) ? sum : null;
        if (ReluKernel.computes(activation, sum, addend == null ? sum : addend)) {
            boolean inPlace = isOutputShared || !training && Tile.isDense(sum);
            INDArray output = inPlace
                    ? sum
                    : workspaces.createUninitialized(ArrayType.ACTIVATIONS, sum.dataType(), sum.shape(), 'c');
            if (addend == null) {
                ReluKernel.rectify(sum, output);
            } else {
                ReluKernel.rectifySum(sum, addend, output);
            }
            return output;
        }
        if (addend != null) {
            PassKernel.add(sum, addend);
        }
        if (activation instanceof ActivationIdentity) {
            return isOutputShared ? sum : ChannelsLast.usual(sum, ArrayType.ACTIVATIONS, workspaces);
        }
        INDArray own = training
                ? workspaces.dup(ArrayType.ACTIVATIONS, sum, 'c')
                : ChannelsLast.usual(sum, ArrayType.ACTIVATIONS, workspaces);
        return workspaces.leverageTo(ArrayType.ACTIVATIONS, activation.getActivation(own, training));
    }

    private boolean draws(boolean training) {
        return training || layerConf().noise() instanceof InferenceNoise;
    }

    private KeptExamples drawn(INDArray in, LayerWorkspaceMgr workspaces) {
        return layerConf().perExample()
                ? KeptExamples.each(in, dropRate(), layerConf().noise(), workspaces)
                : KeptExamples.together(in, dropRate(), layerConf().noise());
    }

    private double dropRate() {
        return layerConf().dropRate().at(iterationCount, epochCount);
    }

    /** What the body's output is multiplied by. */
    private double factor(boolean training) {
        double keep = 1 - dropRate();
        boolean draws = draws(training);
        return draws == layerConf().scaleAtInference() ? 1 : draws ? 1 / keep : keep;
    }

    /** For networks built without an input type, where nobody could tell before. */
    private void requireShape(INDArray residual, INDArray skip) {
        long[] expected = skip.shape().clone();
        expected[0] = kept.count();
        Arguments.shape("output of the body of " + layerId(), residual.shape(), expected);
    }

    private INDArray residual(INDArray in, boolean training, LayerWorkspaceMgr workspaces) {
        if (layerConf().perExample() && maskArray != null) {
            INDArray mask = kept.of(maskArray, ArrayType.ACTIVATIONS, workspaces);
            throughLayers(bodyLayers, mask, maskState, kept.count());
        }
        INDArray residual = body.forward(in, training, workspaces);
        double factor = factor(training);
        if (factor != 1) {
            ChannelsLast.inMemory(residual).muli(factor);
        }
        return residual;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        isBodyFrozen = kept.isNone() && layerConf().freezesDropped();
        INDArray delta = throughActivation(epsilon, workspaces);
        INDArray ofBody = kept.isNone() ? zeroBodyGradients() : body.backward(scaled(delta, workspaces), workspaces);
        if (ofBody != null && kept.isAll() && shortcut == null) {
            INDArray sum = isInBranch || Tile.isDense(ofBody)
                    ? ofBody
                    : workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, ofBody.dataType(), ofBody.shape(), 'c');
            PassKernel.add(ofBody, delta, sum);
            return new Pair<>(gradientOfViews(), sum);
        }
        INDArray past = shortcut == null
                ? copy(delta, ArrayType.ACTIVATION_GRAD, workspaces)
                : shortcut.backward(delta, workspaces);
        INDArray sum = sum(past, ofBody, workspaces);
        return new Pair<>(
                gradientOfViews(),
                sum == null || isInBranch ? sum : ChannelsLast.usual(sum, ArrayType.ACTIVATION_GRAD, workspaces));
    }

    private static INDArray copy(INDArray array, ArrayType space, LayerWorkspaceMgr workspaces) {
        INDArray copy = ChannelsLast.createLike(array, array.size(0), space, workspaces);
        PassKernel.copy(array, copy);
        return copy;
    }

    /** Either may be null: a frozen layer lets no gradient through. */
    private INDArray sum(INDArray past, INDArray ofBody, LayerWorkspaceMgr workspaces) {
        if (ofBody == null || past == null && kept.isAll()) {
            return past == null ? ofBody : past;
        }
        INDArray total =
                past == null ? workspaces.create(ArrayType.ACTIVATION_GRAD, ofBody.dataType(), input.shape()) : past;
        kept.addTo(total, ofBody);
        return total;
    }

    /** The gradient with respect to the sum; epsilon itself, or an array of this block's. The sum may be rectified. */
    private INDArray throughActivation(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        if (layerConf().activation() instanceof ActivationIdentity) {
            return kept.isNone() ? epsilon : body.ordered(epsilon, ArrayType.BP_WORKING_MEM, workspaces);
        }
        if (preActivation == null) {
            throw new IllegalStateException("The backward pass of " + layerId() + " needs a training forward pass");
        }
        INDArray z = preActivation;
        preActivation = null;
        if (ReluKernel.computes(layerConf().activation(), z, epsilon)) {
            ReluKernel.backward(z, epsilon);
            return z;
        }
        INDArray own = isInBranch ? PassKernel.usualCopy(epsilon, ArrayType.BP_WORKING_MEM, workspaces) : epsilon;
        return layerConf().activation().backprop(z, own).getFirst();
    }

    private INDArray scaled(INDArray delta, LayerWorkspaceMgr workspaces) {
        INDArray ofKept = kept.of(delta, ArrayType.BP_WORKING_MEM, workspaces);
        double factor = factor(true);
        if (factor == 1) {
            return ofKept;
        }
        INDArray own = ofKept == delta ? copy(delta, ArrayType.BP_WORKING_MEM, workspaces) : ofKept;
        ChannelsLast.inMemory(own).muli(factor);
        return own;
    }

    /** Null, as from a body that lets no gradient through. */
    private INDArray zeroBodyGradients() {
        BodyRuntime.zeroGradients(bodyLayers);
        return null;
    }

    @Override
    final boolean isFrozen(String prefix) {
        return isBodyFrozen && ResidualBlock.isBody(prefix);
    }

    @Override
    public Pair<INDArray, MaskState> feedForwardMaskArray(INDArray mask, MaskState state, int minibatchSize) {
        super.feedForwardMaskArray(mask, state, minibatchSize);
        throughLayers(shortcutLayers, mask, state, minibatchSize);
        return throughLayers(bodyLayers, mask, state, minibatchSize);
    }

    @Override
    public Type type() {
        return bodyLayers.get(0).type();
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
