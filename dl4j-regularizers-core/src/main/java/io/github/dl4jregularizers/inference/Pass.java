package io.github.dl4jregularizers.inference;

import io.github.dl4jregularizers.internal.dl4j.Detached;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.MemoryWorkspaceManager;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Runs steps of a network. What a layer needs while it computes is in a workspace that is reused for the next one; its
 * result is outside. Measures how much memory that takes. For one thread; closing it gives the workspace back.
 */
final class Pass implements AutoCloseable {

    private static final WorkspaceConfiguration GROWING = WorkspaceConfiguration.builder()
            .policyAllocation(AllocationPolicy.STRICT)
            .policyLearning(LearningPolicy.FIRST_LOOP)
            .policySpill(SpillPolicy.REALLOCATE)
            .build();

    private final String workspace = "MonteCarloDropout" + System.identityHashCode(this);
    /** Recurrent layers open and close theirs for each time step. */
    private final String timeStepWorkspace = workspace + "TimeStep";

    private final LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.builder()
            .noWorkspaceFor(ArrayType.ACTIVATIONS)
            .with(ArrayType.RNN_FF_LOOP_WORKING_MEM, timeStepWorkspace, GROWING)
            .defaultWorkspace(workspace, GROWING)
            .build();
    private long peak;

    /** Runs the steps on a batch. */
    void run(List<Step> steps, Values values, int batch) {
        peak = 0;
        for (Step step : steps) {
            values.put(step.output(), run(step, values, batch));
            for (int input : step.inputs()) {
                values.used(input);
            }
        }
    }

    private INDArray run(Step step, Values values, int batch) {
        INDArray result;
        try (MemoryWorkspace open = Nd4j.getWorkspaceManager().getAndActivateWorkspace(GROWING, workspace)) {
            INDArray[] in = new INDArray[step.inputs().length];
            for (int i = 0; i < in.length; i++) {
                int input = step.inputs()[i];
                INDArray value = values.get(input);
                in[i] = step.overwrites() && values.isNeededAgain(input) ? value.dup('c') : value;
            }
            INDArray inside = step.run(in, batch, workspaces);
            result = isOwn(inside, in) ? inside : Detached.of(() -> inside.dup('c'));
            peak = Math.max(peak, values.bytes() + Values.bytes(result) + open.getThisCycleAllocations());
        }
        return result;
    }

    /** Whether nothing else is in the array's memory, and it is as values are. */
    private static boolean isOwn(INDArray array, INDArray[] in) {
        return !array.isAttached()
                && array.closeable()
                && array.ordering() == 'c'
                && Shape.hasDefaultStridesForShape(array)
                && array.data().length() == array.length()
                && Stream.of(in).noneMatch(input -> input.data() == array.data());
    }

    /** The most memory that the last {@link #run} took at a time, in bytes. */
    long peak() {
        return peak;
    }

    @Override
    public void close() {
        MemoryWorkspaceManager manager = Nd4j.getWorkspaceManager();
        for (String name : List.of(workspace, timeStepWorkspace)) {
            if (manager.checkIfWorkspaceExists(name)) {
                manager.destroyWorkspace(manager.getWorkspaceForCurrentThread(GROWING, name));
            }
        }
    }
}
