package io.github.dl4jregularizers.depth;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Blocks, and the layers between them, one after another; feature maps stay {@link ChannelsLast} from one to the next. */
final class BranchSteps implements BodyRuntime {

    private final List<List<Layer>> layers;
    private final List<BodyRuntime> steps;

    /** Layers in groups, each a block or others. */
    BranchSteps(List<List<Layer>> layers) {
        this.layers = layers;
        int last = layers.size() - 1;
        steps = IntStream.rangeClosed(0, last)
                .mapToObj(i -> BodyRuntime.ofGroup(layers.get(i), i == last))
                .collect(Collectors.toList());
    }

    @Override
    public INDArray ordered(INDArray array, ArrayType space, LayerWorkspaceMgr workspaces) {
        return steps.get(0).ordered(array, space, workspaces);
    }

    @Override
    public INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
        ArrayType results = training ? null : ArrayType.ACTIVATIONS;
        try (StepMemory memory = new StepMemory(workspaces, ArrayType.FF_WORKING_MEM, results)) {
            INDArray values = input;
            for (int i = 0; i < steps.size(); i++) {
                BodyRuntime step = steps.get(i);
                INDArray in = values;
                values = memory.next(i == steps.size() - 1, own -> step.forward(in, training, own));
            }
            return values;
        }
    }

    @Override
    public INDArray backward(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        try (StepMemory memory = new StepMemory(workspaces, ArrayType.BP_WORKING_MEM, ArrayType.ACTIVATION_GRAD)) {
            INDArray gradient = epsilon;
            for (int i = steps.size() - 1; i >= 0; i--) {
                if (gradient == null) {
                    BodyRuntime.zeroGradients(layers.get(i));
                    continue;
                }
                BodyRuntime step = steps.get(i);
                INDArray ofOutput = gradient;
                gradient = memory.next(i == 0, own -> step.backward(ofOutput, own));
            }
            return gradient;
        }
    }

    @Override
    public void clear() {
        steps.forEach(BodyRuntime::clear);
    }

    @Override
    public String toString() {
        return steps.toString();
    }
}
