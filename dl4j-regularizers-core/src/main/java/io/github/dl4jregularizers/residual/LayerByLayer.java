package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.internal.backend.LayerRun;
import io.github.dl4jregularizers.internal.dl4j.BackwardArrays;
import io.github.dl4jregularizers.internal.dl4j.StepMemory;
import java.util.List;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs layers, or groups of layers that an engine runs as one, one after another, as {@code MultiLayerNetwork} does.
 */
final class LayerByLayer implements LayerRun {

    private final List<List<Layer>> groups;
    private final List<LayerRun> runs;
    private final boolean copiesInput;
    private final boolean copiesEpsilon;

    private LayerByLayer(List<List<Layer>> groups, List<LayerRun> runs) {
        this.groups = groups;
        this.runs = runs;
        LayerRun first = runs.get(0);
        LayerRun last = runs.get(runs.size() - 1);
        copiesInput = first instanceof OneLayer && !((OneLayer) first).preserveInput();
        copiesEpsilon = last instanceof OneLayer && !((OneLayer) last).preservesEpsilon();
    }

    /** Runs every layer by itself. */
    static LayerByLayer of(List<Layer> layers) {
        return new LayerByLayer(
                layers.stream().map(List::of).collect(Collectors.toList()),
                layers.stream().map(OneLayer::new).collect(Collectors.toList()));
    }

    /** Runs groups of layers; each run computes the group at its index. */
    static LayerByLayer of(List<List<Layer>> groups, List<LayerRun> runs) {
        return new LayerByLayer(groups, runs);
    }

    @Override
    public INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
        INDArray first = copiesInput ? BackwardArrays.in(workspaces).dup(ArrayType.ACTIVATIONS, input, 'c') : input;
        ArrayType results = training ? null : ArrayType.ACTIVATIONS;
        try (StepMemory memory = new StepMemory(workspaces, ArrayType.FF_WORKING_MEM, results)) {
            INDArray activations = first;
            for (int i = 0; i < runs.size(); i++) {
                LayerRun run = runs.get(i);
                INDArray in = activations;
                activations = memory.next(i == runs.size() - 1, own -> run.forward(in, training, own));
            }
            return workspaces.leverageTo(ArrayType.ACTIVATIONS, activations);
        }
    }

    @Override
    public INDArray backward(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        INDArray last = copiesEpsilon ? workspaces.dup(ArrayType.BP_WORKING_MEM, epsilon, 'c') : epsilon;
        try (StepMemory memory = new StepMemory(workspaces, ArrayType.BP_WORKING_MEM, ArrayType.ACTIVATION_GRAD)) {
            INDArray gradient = last;
            for (int i = runs.size() - 1; i >= 0; i--) {
                if (gradient == null) {
                    groups.subList(0, i + 1).forEach(Bodies::zeroGradients);
                    return null;
                }
                LayerRun run = runs.get(i);
                INDArray ofOutput = gradient;
                gradient = memory.next(i == 0, own -> run.backward(ofOutput, own));
            }
            return gradient == null ? null : workspaces.leverageTo(ArrayType.ACTIVATION_GRAD, gradient);
        }
    }

    @Override
    public void clear() {
        runs.forEach(LayerRun::clear);
    }

    @Override
    public String toString() {
        return runs.stream().allMatch(OneLayer.class::isInstance) ? "layer by layer" : "in parts " + runs;
    }
}
