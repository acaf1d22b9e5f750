package io.github.dl4jregularizers.depth;

import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A residual block as one of the {@link BranchSteps}. */
final class BlockStep implements BodyRuntime {

    private final ResidualBlockRuntime block;

    BlockStep(ResidualBlockRuntime block, boolean isLast) {
        this.block = block;
        block.standInBranch(isLast);
    }

    @Override
    public INDArray ordered(INDArray array, ArrayType space, LayerWorkspaceMgr workspaces) {
        return block.ordered(array, space, workspaces);
    }

    @Override
    public INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
        return block.activate(input, training, workspaces);
    }

    @Override
    public INDArray backward(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        return block.backpropGradient(epsilon, workspaces).getSecond();
    }

    @Override
    public void clear() {
        // The block is a layer, and cleared as one.
    }

    @Override
    public String toString() {
        return block.toString();
    }
}
