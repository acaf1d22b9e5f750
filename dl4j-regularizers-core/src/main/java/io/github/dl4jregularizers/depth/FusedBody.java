package io.github.dl4jregularizers.depth;

import io.github.dl4jregularizers.internal.BackwardArrays;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs convolutions, batch normalizations and ReLUs in the fewest passes over memory. Between the passes it keeps one
 * array per convolution, its output; normalized values are computed again when the backward pass needs them.
 */
final class FusedBody implements BodyRuntime {

    private final List<FusedStage> stages;
    /** The stages' inputs; null where an element-wise stage can compute it again. */
    private final INDArray[] kept;

    FusedBody(List<FusedStage> stages) {
        this.stages = stages;
        kept = new INDArray[stages.size()];
    }

    @Override
    public INDArray ordered(INDArray array, ArrayType space, LayerWorkspaceMgr workspaces) {
        return ChannelsLast.of(array, space, workspaces);
    }

    @Override
    public INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
        LayerWorkspaceMgr lasting = training ? BackwardArrays.in(workspaces) : workspaces;
        INDArray values = ordered(input, training ? ArrayType.INPUT : ArrayType.FF_WORKING_MEM, lasting);
        for (int i = 0; i < stages.size(); i++) {
            FusedStage stage = stages.get(i);
            boolean reuse = i > 0 && stage.isElementwise() && (!training || isRepeatable(i));
            kept[i] = training && !isRepeatable(i) ? values : null;
            INDArray output = reuse
                    ? values
                    : ChannelsLast.createUninitialized(
                            space(i, training) == ArrayType.INPUT ? lasting : workspaces,
                            space(i, training),
                            values.dataType(),
                            stage.outputShape(values.shape()));
            stage.forward(values, output, training);
            values = output;
        }
        return values;
    }

    /** Whether the input of the stage comes from one that is cheap to repeat. */
    private boolean isRepeatable(int stage) {
        return stage > 0 && stages.get(stage - 1).isElementwise();
    }

    private ArrayType space(int stage, boolean training) {
        if (isLastArray(stage, training)) {
            return ArrayType.ACTIVATIONS;
        }
        boolean isKept = training && !stages.get(stage).isElementwise();
        return isKept ? ArrayType.INPUT : ArrayType.FF_WORKING_MEM;
    }

    /** Whether all later stages overwrite this one's output. */
    private boolean isLastArray(int stage, boolean training) {
        for (int later = stage + 1; later < stages.size(); later++) {
            if (!stages.get(later).isElementwise() || training && !isRepeatable(later)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public INDArray backward(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        INDArray gradient = ordered(epsilon, ArrayType.BP_WORKING_MEM, workspaces);
        for (int i = stages.size() - 1; i >= 0; i--) {
            INDArray input = input(i, workspaces);
            boolean reuse = i > 0 && stages.get(i).isElementwise() && gradient != epsilon;
            INDArray result = reuse
                    ? gradient
                    : ChannelsLast.createUninitialized(
                            workspaces,
                            i == 0 ? ArrayType.ACTIVATION_GRAD : ArrayType.BP_WORKING_MEM,
                            input.dataType(),
                            input.shape());
            stages.get(i).backward(input, gradient, result, workspaces);
            gradient = result;
        }
        return gradient;
    }

    private INDArray input(int stage, LayerWorkspaceMgr workspaces) {
        if (kept[stage] != null) {
            return kept[stage];
        }
        INDArray before = input(stage - 1, workspaces);
        INDArray input = ChannelsLast.createUninitialized(
                workspaces,
                ArrayType.BP_WORKING_MEM,
                before.dataType(),
                stages.get(stage - 1).outputShape(before.shape()));
        stages.get(stage - 1).repeat(before, input);
        return input;
    }

    @Override
    public void clear() {
        Arrays.fill(kept, null);
    }

    @Override
    public String toString() {
        return "fused";
    }
}
